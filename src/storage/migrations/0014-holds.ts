/** Maintenance of services, and alerts that are held back for it or for another reason. */
export const holds = {
  number: 14,
  name: 'holds',
  sql: `
CREATE TABLE firewatch.maintenance_windows (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  request_id text NOT NULL UNIQUE,
  service text NOT NULL,
  reason text NOT NULL,
  declared_by jsonb NOT NULL,
  starts_at timestamptz NOT NULL DEFAULT now(),
  ends_at timestamptz NOT NULL
);
CREATE INDEX maintenance_windows_by_end ON firewatch.maintenance_windows (ends_at);

ALTER TABLE firewatch.alerts
  -- Opens nothing until then; null: it is not held back, or was released.
  ADD COLUMN held_until timestamptz,
  ADD COLUMN held_why text;
CREATE INDEX alerts_held ON firewatch.alerts (held_until) WHERE held_until IS NOT NULL;
`,
};
