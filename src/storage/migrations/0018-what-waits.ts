/** What waits is little and what has passed is much: whoever looks for the former does not read the latter. */
export const whatWaits = {
  number: 18,
  name: 'what-waits',
  sql: `
-- As a column it has statistics. Of two columns compared the planner takes a third for true, and reads the whole table.
ALTER TABLE firewatch.messages ADD COLUMN is_waiting boolean
  GENERATED ALWAYS AS (version > delivered_version AND abandoned_at IS NULL) STORED;
CREATE INDEX messages_waiting ON firewatch.messages ((priority > 1 AND ts IS NOT NULL), priority, seq) WHERE is_waiting;
DROP INDEX firewatch.messages_claimed_next;
DROP INDEX firewatch.messages_waiting_notes;
CREATE INDEX messages_waiting_notes ON firewatch.messages (incident_id, seq) WHERE kind = 'note' AND is_waiting;

-- In the order in which it happened: the end of one alert after the beginning of the next.
CREATE INDEX alerts_to_handle ON firewatch.alerts
  ((CASE status WHEN 'resolved' THEN GREATEST(ends_at, starts_at) ELSE starts_at END), fingerprint) WHERE NOT is_handled;
DROP INDEX firewatch.alerts_unhandled;
-- How often its like has come lately.
CREATE INDEX alerts_by_name ON firewatch.alerts (name, first_received_at);
`,
};
