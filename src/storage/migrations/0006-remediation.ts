/** Approvals as a contract with the terms of a policy, single runs with a fence, a stop for all, and a log nobody can edit. */
export const remediation = {
  number: 6,
  name: 'remediation',
  sql: `
ALTER TABLE firewatch.proposals
  -- Null in proposals of an older version, which nobody may approve any more.
  ADD COLUMN terms jsonb,
  ADD COLUMN service text,
  ADD COLUMN environment text,
  ADD COLUMN blast_radius jsonb NOT NULL DEFAULT '{"replicas":null,"capacityShare":null}',
  -- What must still be true when it is approved and when it runs, with the measure that tells.
  ADD COLUMN precondition jsonb,
  ADD COLUMN runbook_step int,
  -- The runbook's step in its words, hashed: a promotion holds for these words only.
  ADD COLUMN step_hash text,
  ADD COLUMN supersedes uuid REFERENCES firewatch.proposals,
  -- The fix that this one takes back.
  ADD COLUMN undoes uuid REFERENCES firewatch.proposals,
  -- The action that would take it back, planned before anybody approved.
  ADD COLUMN undo jsonb,
  DROP CONSTRAINT proposals_status_check,
  ADD CONSTRAINT proposals_status_check CHECK (status IN ('pending', 'approved', 'executing', 'verifying', 'verified',
    'unverified', 'failed', 'unknown', 'rejected', 'expired', 'superseded', 'cancelled', 'shadow'));
CREATE INDEX proposals_by_service ON firewatch.proposals (service);
CREATE UNIQUE INDEX proposals_one_undo ON firewatch.proposals (undoes)
  WHERE status NOT IN ('rejected', 'expired', 'superseded', 'cancelled');

CREATE TABLE firewatch.approvals (
  proposal_id uuid NOT NULL REFERENCES firewatch.proposals,
  slack_user_id text NOT NULL,
  arguments_hash text NOT NULL,
  -- Why somebody approved past the rules; null in the ordinary way.
  break_glass_reason text,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (proposal_id, slack_user_id)
);

CREATE SEQUENCE firewatch.execution_fence;
ALTER TABLE firewatch.executions
  -- Higher with each attempt: whoever holds an older one has been given up and may write nothing.
  ADD COLUMN fence bigint NOT NULL DEFAULT nextval('firewatch.execution_fence'),
  ADD COLUMN progress text NOT NULL DEFAULT '',
  ADD COLUMN cancelled_by jsonb;
CREATE INDEX executions_by_time ON firewatch.executions (started_at);

-- One row, or none while nobody has ever used it.
CREATE TABLE firewatch.kill_switch (
  id boolean PRIMARY KEY DEFAULT true CHECK (id),
  is_on boolean NOT NULL,
  reason text NOT NULL,
  by jsonb NOT NULL,
  at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- What a runbook's step has earned. Another hash is another step.
CREATE TABLE firewatch.step_autonomy (
  runbook_id text NOT NULL,
  step_hash text NOT NULL,
  title text NOT NULL,
  successes int NOT NULL DEFAULT 0,
  failures int NOT NULL DEFAULT 0,
  promoted_by jsonb,
  promoted_at timestamptz,
  demoted_at timestamptz,
  demoted_because text,
  PRIMARY KEY (runbook_id, step_hash)
);

CREATE FUNCTION firewatch.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END $$;
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON firewatch.audit
  FOR EACH ROW EXECUTE FUNCTION firewatch.refuse_change();
CREATE TRIGGER audit_not_emptied BEFORE TRUNCATE ON firewatch.audit
  FOR EACH STATEMENT EXECUTE FUNCTION firewatch.refuse_change();

-- Heads of the chain that were shown outside, where nobody with this database can change them.
CREATE TABLE firewatch.audit_anchors (
  seq bigint PRIMARY KEY,
  hash text NOT NULL,
  at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE TRIGGER anchors_append_only BEFORE UPDATE OR DELETE ON firewatch.audit_anchors
  FOR EACH ROW EXECUTE FUNCTION firewatch.refuse_change();
CREATE TRIGGER anchors_not_emptied BEFORE TRUNCATE ON firewatch.audit_anchors
  FOR EACH STATEMENT EXECUTE FUNCTION firewatch.refuse_change();
`,
};
