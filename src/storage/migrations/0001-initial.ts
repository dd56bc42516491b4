/** The first schema. Every id that people can click is a random uuid; times are the database's. */
export const initial = {
  number: 1,
  name: 'initial',
  sql: `
CREATE TABLE firewatch.incidents (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  number int GENERATED ALWAYS AS IDENTITY UNIQUE,
  title text NOT NULL,
  status text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'acknowledged', 'mitigated', 'resolved')),
  severity text NOT NULL CHECK (severity IN ('sev1', 'sev2', 'sev3', 'sev4')),
  service text,
  source text NOT NULL,
  group_key text NOT NULL,
  channel text NOT NULL,
  started_at timestamptz NOT NULL,
  opened_at timestamptz NOT NULL DEFAULT now(),
  acknowledged_at timestamptz,
  acknowledged_by jsonb,
  mitigated_at timestamptz,
  resolved_at timestamptz,
  resolved_by jsonb,
  reopen_count int NOT NULL DEFAULT 0,
  impact jsonb,
  impact_score int NOT NULL DEFAULT 0,
  pagerduty_incident_id text,
  on_call jsonb NOT NULL DEFAULT '[]'
);
-- Two replicas that open an incident for the same group at once: one wins, the other retries and finds it.
CREATE UNIQUE INDEX incidents_one_active_per_group ON firewatch.incidents (group_key) WHERE status <> 'resolved';
CREATE INDEX incidents_by_group ON firewatch.incidents (group_key, opened_at);
CREATE INDEX incidents_active ON firewatch.incidents (impact_score DESC, opened_at) WHERE status <> 'resolved';
CREATE INDEX incidents_resolved ON firewatch.incidents (resolved_at DESC) WHERE status = 'resolved';

CREATE TABLE firewatch.alerts (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  source text NOT NULL,
  fingerprint text NOT NULL,
  starts_at timestamptz NOT NULL,
  status text NOT NULL CHECK (status IN ('firing', 'resolved')),
  name text NOT NULL,
  service text,
  labels jsonb NOT NULL,
  annotations jsonb NOT NULL,
  ends_at timestamptz,
  generator_url text,
  group_key text,
  incident_id uuid REFERENCES firewatch.incidents,
  grouping_reason text,
  first_received_at timestamptz NOT NULL DEFAULT now(),
  last_received_at timestamptz NOT NULL DEFAULT now(),
  received_count int NOT NULL DEFAULT 1,
  is_handled boolean NOT NULL DEFAULT false,
  UNIQUE (source, fingerprint, starts_at)
);
CREATE INDEX alerts_unhandled ON firewatch.alerts (starts_at) WHERE NOT is_handled;
CREATE INDEX alerts_by_incident ON firewatch.alerts (incident_id);
CREATE INDEX alerts_by_fingerprint ON firewatch.alerts (fingerprint);

CREATE TABLE firewatch.rejected_payloads (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  source text NOT NULL,
  received_at timestamptz NOT NULL DEFAULT now(),
  reason text NOT NULL,
  content_type text,
  body bytea NOT NULL
);
CREATE INDEX rejected_payloads_by_time ON firewatch.rejected_payloads (received_at);

CREATE TABLE firewatch.changes (
  source text NOT NULL,
  id text NOT NULL,
  kind text NOT NULL,
  service text,
  summary text NOT NULL,
  version text,
  author text,
  at timestamptz NOT NULL,
  received_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (source, id)
);
CREATE INDEX changes_by_time ON firewatch.changes (at DESC);

CREATE TABLE firewatch.timeline (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  incident_id uuid NOT NULL REFERENCES firewatch.incidents,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  kind text NOT NULL,
  actor jsonb NOT NULL,
  text text NOT NULL
);
CREATE INDEX timeline_by_incident ON firewatch.timeline (incident_id, id);

CREATE TABLE firewatch.evidence (
  incident_id uuid NOT NULL REFERENCES firewatch.incidents,
  number int NOT NULL,
  kind text NOT NULL,
  service text,
  statement text NOT NULL,
  why text NOT NULL,
  source text NOT NULL,
  query text,
  range_start timestamptz,
  range_end timestamptz,
  data jsonb,
  is_anomalous boolean NOT NULL,
  digest text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (incident_id, number),
  UNIQUE (incident_id, digest)
);

CREATE TABLE firewatch.investigations (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  incident_id uuid NOT NULL REFERENCES firewatch.incidents,
  requested_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  reason text NOT NULL,
  findings jsonb,
  evidence_ids jsonb,
  analysis jsonb,
  finished_at timestamptz
);
CREATE INDEX investigations_by_incident ON firewatch.investigations (incident_id, requested_at);
-- At most one waits per incident: alerts that arrive meanwhile are part of it.
CREATE UNIQUE INDEX investigations_one_waiting ON firewatch.investigations (incident_id)
  WHERE findings IS NULL AND finished_at IS NULL;

CREATE TABLE firewatch.proposals (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  incident_id uuid NOT NULL REFERENCES firewatch.incidents,
  title text NOT NULL,
  rationale text NOT NULL,
  evidence_ids jsonb NOT NULL,
  runbook_id text,
  action text NOT NULL,
  arguments jsonb NOT NULL,
  arguments_hash text NOT NULL,
  effect text NOT NULL,
  target jsonb NOT NULL,
  dry_run text NOT NULL,
  risk text NOT NULL,
  is_reversible boolean NOT NULL,
  is_idempotent boolean NOT NULL,
  rollback text NOT NULL,
  verification jsonb,
  proposed_by jsonb NOT NULL,
  status text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'approved', 'executing', 'verifying', 'verified',
    'unverified', 'failed', 'unknown', 'rejected', 'expired', 'superseded')),
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  decided_by jsonb,
  decided_at timestamptz,
  outcome text
);
CREATE INDEX proposals_by_incident ON firewatch.proposals (incident_id, created_at);
CREATE UNIQUE INDEX proposals_one_live ON firewatch.proposals (incident_id, arguments_hash)
  WHERE status IN ('pending', 'approved', 'executing', 'verifying');
-- Whatever asks for it: the same action does not run twice at once.
CREATE UNIQUE INDEX proposals_one_running ON firewatch.proposals (arguments_hash)
  WHERE status IN ('executing', 'verifying');
CREATE INDEX proposals_pending ON firewatch.proposals (expires_at) WHERE status = 'pending';

CREATE TABLE firewatch.executions (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  proposal_id uuid NOT NULL UNIQUE REFERENCES firewatch.proposals,
  status text NOT NULL DEFAULT 'running' CHECK (status IN ('running', 'succeeded', 'failed', 'unknown')),
  started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  finished_at timestamptz,
  output text NOT NULL DEFAULT ''
);

CREATE TABLE firewatch.slack_inputs (
  id text PRIMARY KEY,
  input jsonb NOT NULL,
  received_at timestamptz NOT NULL DEFAULT now(),
  handled_at timestamptz
);

CREATE TABLE firewatch.messages (
  key text PRIMARY KEY,
  seq bigint GENERATED ALWAYS AS IDENTITY,
  kind text NOT NULL,
  priority int NOT NULL,
  incident_id uuid NOT NULL REFERENCES firewatch.incidents,
  subject_id text,
  channel text NOT NULL,
  ts text,
  version int NOT NULL DEFAULT 1,
  delivered_version int NOT NULL DEFAULT 0,
  attempts int NOT NULL DEFAULT 0,
  is_uncertain boolean NOT NULL DEFAULT false,
  due_at timestamptz NOT NULL DEFAULT now(),
  lease_token uuid,
  lease_until timestamptz,
  abandoned_at timestamptz,
  error text
);
CREATE INDEX messages_due ON firewatch.messages (priority, seq)
  WHERE version > delivered_version AND abandoned_at IS NULL;

CREATE TABLE firewatch.audit (
  seq bigint PRIMARY KEY,
  at timestamptz NOT NULL,
  actor jsonb NOT NULL,
  event text NOT NULL,
  subject text NOT NULL,
  details jsonb NOT NULL,
  previous_hash text NOT NULL,
  hash text NOT NULL
);
`,
};
