/** How impact scores went, and whom their rises called. */
export const impact = {
  number: 11,
  name: 'impact',
  sql: `
CREATE TABLE firewatch.impact_scores (
  incident_id uuid NOT NULL REFERENCES firewatch.incidents ON DELETE CASCADE,
  at timestamptz NOT NULL,
  score int NOT NULL,
  PRIMARY KEY (incident_id, at)
);
CREATE INDEX impact_scores_old ON firewatch.impact_scores (at);

ALTER TABLE firewatch.incidents ADD COLUMN escalation jsonb;
`,
};
