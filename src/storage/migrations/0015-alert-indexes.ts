/** Fewer indexes on alerts: each is written again whenever an alert comes, is grouped and is handled. */
export const alertIndexes = {
  number: 15,
  name: 'alert-indexes',
  sql: `
-- Whoever looks for a fingerprint names its source, for which there is the key (source, fingerprint, starts_at).
DROP INDEX firewatch.alerts_by_fingerprint;
-- What has just come has no incident yet.
DROP INDEX firewatch.alerts_by_incident;
CREATE INDEX alerts_by_incident ON firewatch.alerts (incident_id) WHERE incident_id IS NOT NULL;
`,
};
