/** How far incidents and their copies in the paging system have been brought together. */
export const pagingSync = {
  number: 10,
  name: 'paging sync',
  sql: `
CREATE TABLE firewatch.paging_sync (
  incident_id uuid PRIMARY KEY REFERENCES firewatch.incidents,
  -- The copy that the rest is about; null before there was one.
  paging_id text,
  -- Both sides when they last agreed.
  agreed jsonb,
  told_up_to bigint NOT NULL DEFAULT 0,
  compared_at timestamptz,
  -- Until then one worker has it.
  claimed_until timestamptz
);
CREATE INDEX incidents_by_paging_id ON firewatch.incidents (pagerduty_incident_id)
  WHERE pagerduty_incident_id IS NOT NULL;
`,
};
