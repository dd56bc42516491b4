/** Indexes for what would otherwise read everything that was ever said or opened. */
export const growth = {
  number: 16,
  name: 'growth',
  sql: `
-- In the order (and in the words) in which messages are claimed: sorting them would mean to look at all of them first, since nothing tells the
-- planner how few wait.
CREATE INDEX messages_claimed_next ON firewatch.messages ((priority > 1 AND ts IS NOT NULL), priority, seq)
  WHERE version > delivered_version AND abandoned_at IS NULL;
DROP INDEX firewatch.messages_due;
CREATE INDEX incidents_by_target ON firewatch.incidents (merged_into) WHERE merged_into IS NOT NULL;
`,
};
