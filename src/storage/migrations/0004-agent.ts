/** What the agent spends, how far its runs came, answers too long for a prompt, and what no model may see. */
export const agent = {
  number: 4,
  name: 'agent',
  sql: `
CREATE TABLE firewatch.model_calls (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  purpose text NOT NULL CHECK (purpose IN ('investigation', 'question')),
  incident_id uuid REFERENCES firewatch.incidents,
  investigation_id uuid REFERENCES firewatch.investigations,
  model text NOT NULL,
  prompt_version text NOT NULL,
  -- Null while the request is under way: until then the reservation counts. "lost": nobody ever told what it came to.
  result text,
  input_tokens int NOT NULL,
  cached_tokens int NOT NULL DEFAULT 0,
  output_tokens int NOT NULL,
  -- Null: the price of the model is unknown.
  cost_usd numeric(20, 8),
  latency_ms int
);
CREATE INDEX model_calls_by_time ON firewatch.model_calls (at);
CREATE INDEX model_calls_by_incident ON firewatch.model_calls (incident_id);
CREATE INDEX model_calls_by_investigation ON firewatch.model_calls (investigation_id);
CREATE INDEX model_calls_under_way ON firewatch.model_calls (at) WHERE result IS NULL;

-- What people said it was, as far as an analysis can be held against it.
CREATE TABLE firewatch.confirmed_causes (
  incident_id uuid PRIMARY KEY REFERENCES firewatch.incidents,
  -- Null where somebody chose an analysis that names no service.
  service text,
  investigation_id uuid REFERENCES firewatch.investigations,
  told text NOT NULL CHECK (told IN ('chosen', 'named')),
  at timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE TABLE firewatch.run_steps (
  -- An investigation or a question.
  run_id uuid NOT NULL,
  seq int NOT NULL,
  kind text NOT NULL CHECK (kind IN ('start', 'model', 'tool')),
  -- Not jsonb, which sorts the keys: a prompt that is sent again must have the same bytes.
  content json NOT NULL,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (run_id, seq)
);
CREATE INDEX run_steps_by_time ON firewatch.run_steps (at);

CREATE TABLE firewatch.tool_results (
  incident_id uuid NOT NULL REFERENCES firewatch.incidents,
  number int NOT NULL,
  digest text NOT NULL,
  text text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (incident_id, number),
  UNIQUE (incident_id, digest)
);

-- Made once for all replicas, and never shown: the key under which placeholders are numbered.
CREATE TABLE firewatch.installation_secrets (
  name text PRIMARY KEY,
  value text NOT NULL
);

ALTER TABLE firewatch.incidents ADD COLUMN is_private boolean NOT NULL DEFAULT false;

-- What is looked at to answer it, for whoever waits.
ALTER TABLE firewatch.questions ADD COLUMN steps jsonb NOT NULL DEFAULT '[]';
`,
};
