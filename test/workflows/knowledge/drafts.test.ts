import { expect, test } from '@jest/globals';
import { draftPostmortem } from '../../../src/workflows/knowledge/draft-postmortem.js';
import { draftWhenSettled } from '../../../src/workflows/knowledge/draft-if-severe.js';
import { askForInvestigation } from '../../../src/workflows/knowledge/ask-for-investigation.js';
import { resolveIncident } from '../../../src/workflows/lifecycle/resolve-incident.js';
import { reopenIncident } from '../../../src/workflows/lifecycle/reopen-incident.js';
import type { Jobs } from '../../../src/workflows/transaction.js';
import { describeOnOneDatabase } from '../../helpers/every-database.js';
import {
  ALICE,
  buildAlert,
  createWorkflowDeps,
  ended,
  incidentsOf,
  receive,
} from '../../helpers/workflow-deps.js';

const ago = (ms: number) => new Date(Date.now() - ms);
const unsaid = { cause: null, fix: null };

describeOnOneDatabase('drafts of postmortems', (open) => {
  async function setUp() {
    const { store, database } = await open();
    const deps = createWorkflowDeps(store);
    /** Each version that is wanted becomes a file of its own. */
    const drafts = async () => {
      const [row] = await database.query<{ version: number }>(
        "SELECT version FROM firewatch.messages WHERE kind = 'postmortem'",
      );
      return row?.version ?? 0;
    };
    /** Whatever was sent, as if its time had come. */
    const runJobs = async () => {
      const jobs = await database.query<{ data: Jobs['draft-postmortem'] }>(
        "DELETE FROM pgboss.job WHERE name = 'draft-postmortem' RETURNING data",
      );
      for (const { data } of jobs) await draftWhenSettled(deps, data);
      return jobs.map(({ data }) => data);
    };
    return { deps, database, drafts, runJobs };
  }

  test('one that went on and off is drafted once, for the end that lasted', async () => {
    const { deps, drafts, runJobs } = await setUp();
    for (let turn = 0; turn < 8; turn += 1) {
      const alert = buildAlert({ fingerprint: 'flap', startsAt: ago(100_000 - turn * 1_000) });
      await receive(deps, alert);
      await receive(deps, ended(alert, ago(100_000 - turn * 1_000 - 500)));
    }

    const jobs = await runJobs();

    expect(jobs).toHaveLength(8);
    expect(await drafts()).toBe(1);
  });

  test('a job that runs again drafts nothing more; another end is drafted again', async () => {
    const { deps, drafts, runJobs } = await setUp();
    await receive(deps, buildAlert());
    const [incident] = await incidentsOf(deps);
    const about = { incidentId: incident!.id };
    await resolveIncident(deps, ALICE, { ...about, requestId: 'r1', ...unsaid });

    const [job] = await runJobs();
    await draftWhenSettled(deps, job!);
    expect(await drafts()).toBe(1);

    await reopenIncident(deps, ALICE, { ...about, requestId: 'r2', reason: null });
    await draftWhenSettled(deps, job!);
    await resolveIncident(deps, ALICE, { ...about, requestId: 'r3', ...unsaid });
    await draftWhenSettled(deps, job!);
    expect(await drafts()).toBe(1);
    await runJobs();
    expect(await drafts()).toBe(2);
  });

  test('what somebody had drafted after the end is not drafted again', async () => {
    const { deps, drafts, runJobs } = await setUp();
    await receive(deps, buildAlert());
    const [incident] = await incidentsOf(deps);
    const about = { incidentId: incident!.id };
    await resolveIncident(deps, ALICE, { ...about, requestId: 'r1', ...unsaid });

    await draftPostmortem(deps, ALICE, { ...about, requestId: 'r2' });
    await runJobs();

    expect(await drafts()).toBe(1);
  });

  test('the same request has one draft made and one look taken, however often it is handled', async () => {
    const { deps, database, drafts } = await setUp();
    await receive(deps, buildAlert());
    const [incident] = await incidentsOf(deps);
    const about = { incidentId: incident!.id };
    const finishAll = () =>
      database.query("UPDATE firewatch.investigations SET findings = '{}', finished_at = now()");
    await finishAll();

    for (let time = 0; time < 2; time += 1) {
      await draftPostmortem(deps, ALICE, { ...about, requestId: 'p1' });
      expect(
        await askForInvestigation(deps, ALICE, { ...about, requestId: 'i1', hint: 'dns' }),
      ).toMatchObject({
        state: 'requested',
      });
      await finishAll();
    }

    expect(await drafts()).toBe(1);
    const rows = await database.query(
      "SELECT FROM firewatch.timeline WHERE text LIKE 'Asked for another look%'",
    );
    expect(rows).toHaveLength(1);
    expect(await database.query('SELECT FROM firewatch.investigations')).toHaveLength(2);
    await draftPostmortem(deps, ALICE, { ...about, requestId: 'p2' });
    expect(await drafts()).toBe(2);
  });
});
