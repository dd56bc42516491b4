/** Which alerts the monitoring system was seen to list, so that their absence there means something. */
export const alertListings = {
  number: 12,
  name: 'alert listings',
  sql: `
ALTER TABLE firewatch.alerts
  -- The sender's own address, as it gave it.
  ADD COLUMN sent_by text,
  -- Who listed it last as firing, and when.
  ADD COLUMN listed_by text,
  ADD COLUMN listed_at timestamptz;
CREATE INDEX alerts_firing ON firewatch.alerts (source) WHERE status = 'firing';
`,
};
