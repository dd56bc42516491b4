/** Alerts that a person took out of an incident, and storms: many incidents that began together. */
export const grouping = {
  number: 13,
  name: 'grouping',
  sql: `
-- Fingerprints and not alerts: what fires again belongs to where the person put it.
CREATE TABLE firewatch.split_alerts (
  from_incident uuid NOT NULL REFERENCES firewatch.incidents ON DELETE CASCADE,
  source text NOT NULL,
  fingerprint text NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (from_incident, source, fingerprint)
);

-- Children are the incidents of storm_id; whoever opens one holds the grouping lock, so that one channel has one storm.
CREATE TABLE firewatch.storms (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  channel text NOT NULL,
  began_at timestamptz NOT NULL,
  last_opened_at timestamptz NOT NULL
);
CREATE INDEX storms_by_channel ON firewatch.storms (channel, last_opened_at DESC);
ALTER TABLE firewatch.incidents ADD COLUMN storm_id uuid REFERENCES firewatch.storms;
CREATE INDEX incidents_by_storm ON firewatch.incidents (storm_id) WHERE storm_id IS NOT NULL;
CREATE INDEX incidents_by_opening ON firewatch.incidents (channel, opened_at DESC);
`,
};
