/**
 * People on an incident, what they say about it, and messages that are not part of an incident's thread. Columns are only
 * added and constraints only loosened: the version before this one works on.
 */
export const slackExperience = {
  number: 2,
  name: 'slack-experience',
  sql: `
ALTER TABLE firewatch.incidents ADD COLUMN impact_override jsonb;
ALTER TABLE firewatch.incidents ADD COLUMN snoozed_until timestamptz;
ALTER TABLE firewatch.incidents ADD COLUMN merged_into uuid REFERENCES firewatch.incidents;
ALTER TABLE firewatch.incidents ADD COLUMN confirmed_cause text;
ALTER TABLE firewatch.incidents ADD COLUMN update_due_at timestamptz;
CREATE INDEX incidents_update_due ON firewatch.incidents (update_due_at)
  WHERE update_due_at IS NOT NULL AND status <> 'resolved';
CREATE INDEX incidents_snoozed ON firewatch.incidents (snoozed_until) WHERE snoozed_until IS NOT NULL;

-- What a person asked for is done once, however often the request is handled.
ALTER TABLE firewatch.timeline ADD COLUMN request_id text;
CREATE UNIQUE INDEX timeline_by_request ON firewatch.timeline (incident_id, request_id) WHERE request_id IS NOT NULL;

CREATE TABLE firewatch.incident_roles (
  incident_id uuid NOT NULL REFERENCES firewatch.incidents,
  role text NOT NULL,
  slack_user_id text NOT NULL,
  assigned_by jsonb NOT NULL,
  assigned_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (incident_id, role)
);
CREATE INDEX incident_roles_by_person ON firewatch.incident_roles (slack_user_id);

-- One verdict per person and analysis; a later one replaces it.
CREATE TABLE firewatch.feedback (
  investigation_id uuid NOT NULL REFERENCES firewatch.investigations,
  slack_user_id text NOT NULL,
  incident_id uuid NOT NULL REFERENCES firewatch.incidents,
  verdict text NOT NULL CHECK (verdict IN ('right', 'wrong')),
  given_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (investigation_id, slack_user_id)
);
CREATE INDEX feedback_by_incident ON firewatch.feedback (incident_id);

-- A question somebody asked; its answer grows while it is worked out.
CREATE TABLE firewatch.questions (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  request_id text NOT NULL UNIQUE,
  incident_id uuid REFERENCES firewatch.incidents,
  asked_by text NOT NULL,
  question text NOT NULL,
  answer text NOT NULL DEFAULT '',
  status text NOT NULL DEFAULT 'asked' CHECK (status IN ('asked', 'answering', 'answered', 'failed')),
  note text,
  sources jsonb NOT NULL DEFAULT '[]',
  people jsonb NOT NULL DEFAULT '[]',
  asked_at timestamptz NOT NULL DEFAULT now(),
  answered_at timestamptz
);
CREATE INDEX questions_by_person ON firewatch.questions (asked_by, asked_at);
CREATE INDEX questions_by_incident ON firewatch.questions (incident_id, asked_at);
CREATE INDEX questions_unanswered ON firewatch.questions (asked_at) WHERE answered_at IS NULL;

-- Files that Slack has; made and uploaded once per content.
CREATE TABLE firewatch.slack_files (
  key text PRIMARY KEY,
  file_id text NOT NULL,
  uploaded_at timestamptz NOT NULL DEFAULT now()
);

-- A message of Slack that somebody put on the timeline: once, with its own time.
ALTER TABLE firewatch.timeline ADD COLUMN message text;
ALTER TABLE firewatch.timeline ADD COLUMN link text;
CREATE UNIQUE INDEX timeline_one_per_message ON firewatch.timeline (incident_id, message) WHERE message IS NOT NULL;

-- People whose Home tab is kept up to date.
CREATE TABLE firewatch.home_viewers (
  slack_user_id text PRIMARY KEY,
  opened_at timestamptz NOT NULL DEFAULT now()
);

-- The second name of the same happening: Slack sends some events several times under different ids.
ALTER TABLE firewatch.slack_inputs ADD COLUMN same_as text UNIQUE;

-- Messages outside of an incident's thread: a direct message, an answer elsewhere, a Home tab, a digest.
ALTER TABLE firewatch.messages ALTER COLUMN incident_id DROP NOT NULL;
ALTER TABLE firewatch.messages ADD COLUMN is_placed boolean NOT NULL DEFAULT false;
ALTER TABLE firewatch.messages ADD COLUMN thread_ts text;
CREATE INDEX messages_by_ts ON firewatch.messages (ts) WHERE ts IS NOT NULL;
-- What the way it is shown needs to remember between two deliveries, such as how much of a stream has been sent.
ALTER TABLE firewatch.messages ADD COLUMN progress jsonb;
-- The message that it became part of, because many waited.
ALTER TABLE firewatch.messages ADD COLUMN folded_into text;
-- When it last began to be wanted, and when people were told elsewhere that it cannot be shown.
ALTER TABLE firewatch.messages ADD COLUMN wanted_at timestamptz NOT NULL DEFAULT now();
ALTER TABLE firewatch.messages ADD COLUMN told_elsewhere_at timestamptz;
CREATE INDEX messages_folded ON firewatch.messages (folded_into) WHERE folded_into IS NOT NULL;
CREATE INDEX messages_waiting_notes ON firewatch.messages (incident_id, seq)
  WHERE kind = 'note' AND version > delivered_version AND abandoned_at IS NULL;
`,
};
