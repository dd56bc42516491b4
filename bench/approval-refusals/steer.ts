/**
 * Which of two processes does a job: the one that took the click from Slack also decides it, and runs what it approved. The
 * queue is one table for both; by row-level security of the bench's own each sees in it what it may do. A fix that is held
 * is seen by nobody, so that something can change between the click and the run without a process that stands still in the
 * middle of a transaction.
 */
import pg from 'pg';

export const BOT_NAMES = ['bot-0', 'bot-1'] as const;

/** A database that the bots own and no superuser sees: to those row-level security does not apply. */
export async function createBotDatabase(
  server: string,
): Promise<{ superuser: string; bots: readonly [string, string] }> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    await client.query('CREATE ROLE bots LOGIN');
    await client.query('CREATE DATABASE refusals OWNER bots');
  } finally {
    await client.end();
  }
  const address = (user: string, name?: string) => {
    const url = new URL(server);
    url.username = user;
    url.pathname = '/refusals';
    if (name !== undefined) url.searchParams.set('application_name', name);
    return url.href;
  };
  return {
    superuser: address('postgres'),
    bots: [address('bots', BOT_NAMES[0]), address('bots', BOT_NAMES[1])],
  };
}

/** Once a bot has made the tables. `taken` tells afterwards who did what. */
export const STEERING = `
CREATE SCHEMA bench;
CREATE TABLE bench.held (proposal text PRIMARY KEY);
CREATE TABLE bench.taken (job uuid, about text, bot text, at timestamptz DEFAULT clock_timestamp());
GRANT USAGE ON SCHEMA bench TO bots;
GRANT SELECT ON bench.held TO bots;
GRANT INSERT ON bench.taken TO bots;

CREATE FUNCTION bench.mark() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  NEW.data := NEW.data || jsonb_build_object('takenBy', current_setting('application_name'));
  RETURN NEW;
END $$;
CREATE TRIGGER mark BEFORE INSERT ON pgboss.job_common FOR EACH ROW
  WHEN (NEW.name IN ('handle-slack-decision', 'handle-slack-request', 'execute-proposal'))
  EXECUTE FUNCTION bench.mark();

CREATE FUNCTION bench.note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  INSERT INTO bench.taken (job, about, bot)
  VALUES (NEW.id, coalesce(NEW.data ->> 'inputId', NEW.data ->> 'proposalId'), current_setting('application_name'));
  RETURN NULL;
END $$;
CREATE TRIGGER note AFTER UPDATE ON pgboss.job_common FOR EACH ROW
  WHEN (NEW.state = 'active' AND OLD.state <> 'active' AND NEW.data ? 'takenBy')
  EXECUTE FUNCTION bench.note();

ALTER TABLE pgboss.job_common ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
-- What is inserted is read back, so what is held has to be seen; a worker locks what it takes, which counts as an update.
CREATE POLICY seen ON pgboss.job_common FOR SELECT
  USING (coalesce(data ->> 'takenBy', current_setting('application_name')) = current_setting('application_name'));
CREATE POLICY taken ON pgboss.job_common FOR UPDATE
  USING (NOT (name = 'execute-proposal' AND EXISTS (SELECT FROM bench.held WHERE proposal = data ->> 'proposalId')));
CREATE POLICY made ON pgboss.job_common FOR INSERT WITH CHECK (true);
CREATE POLICY removed ON pgboss.job_common FOR DELETE USING (true);
`;
