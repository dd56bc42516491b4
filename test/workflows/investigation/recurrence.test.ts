import { expect, test } from '@jest/globals';
import type { Report } from '../../../src/agent/report/report.js';
import type { Incident } from '../../../src/incidents/incident.js';
import type { Alert } from '../../../src/incidents/alert.js';
import { readRecurrence, sayRecurrence } from '../../../src/workflows/investigation/recurrence.js';
import { giveFeedback } from '../../../src/workflows/lifecycle/give-feedback.js';
import { mergeIncident } from '../../../src/workflows/lifecycle/merge-incident.js';
import { describeOnEveryDatabase } from '../../helpers/every-database.js';
import { REPORT } from '../../helpers/investigate-with.js';
import { DIAGNOSED } from '../../helpers/restart-runbook.js';
import {
  ALICE,
  buildAlert,
  createWorkflowDeps,
  ended,
  incidentsOf,
  receive,
} from '../../helpers/workflow-deps.js';
import { request } from '../lifecycle/lifecycle.js';

const USAGE = { modelCalls: 0, toolCalls: 0, inputTokens: 0, outputTokens: 0, durationMs: 0 };
const SAYS = {
  verification: null,
  by: 'rules',
  model: null,
  promptVersion: null,
  note: null,
  usage: USAGE,
} as const;
const HOLDS = { name: 'check', holds: true, statement: '', observation: null };

describeOnEveryDatabase('an incident with the cause of an earlier one', (open) => {
  async function setUp() {
    const { store, database } = await open();
    const deps = createWorkflowDeps(store);
    return {
      deps,
      database,
      /** Opens one for the alert, which stands alone. */
      async opened(alert: Alert): Promise<Incident> {
        await receive(deps, alert);
        return (await incidentsOf(deps)).at(-1)!;
      },
      /** A look that blames checkout, or nobody, and what follows from it; returns its id. */
      async analysed({ id }: Incident, cause: Report['cause'] = REPORT.cause): Promise<string> {
        return store.transaction(async (tx) => {
          const [waiting] = await tx.investigations.latest(id);
          const look =
            waiting?.finishedAt === null ? waiting : (await tx.investigations.request(id, 'again'))!;
          const runbooks = [{ ...DIAGNOSED, checks: [HOLDS] }];
          const findings = { suspects: [], runbooks, failingShare: null, gaps: [] };
          await tx.investigations.saveFindings(look.id, findings, []);
          const report = { ...REPORT, cause };
          await tx.investigations.finish(look.id, { ...SAYS, report, proposals: [] });
          await sayRecurrence(deps, tx, (await tx.incidents.get(id))!, deps.clock.now());
          return look.id;
        });
      },
      async earlierOf({ id }: Incident): Promise<number | undefined> {
        return (await readRecurrence(deps, id))?.same?.earlier.number;
      },
      said: () =>
        database.query(
          `SELECT i.number, regexp_replace(t.text, '\\d+ s ago', 'now') AS text FROM firewatch.timeline AS t
           JOIN firewatch.incidents AS i ON i.id = t.incident_id WHERE t.kind = 'cause.recurred' ORDER BY t.id`,
        ),
      wanted: () =>
        database.query(
          `SELECT i.number, m.version FROM firewatch.messages AS m JOIN firewatch.incidents AS i ON i.id = m.incident_id
           WHERE m.kind = 'same_cause' ORDER BY m.seq`,
        ),
    };
  }
  const about = (service: string, labels = {}) =>
    buildAlert({ labels: { alertname: 'HighErrorRate', service, severity: 'warning', ...labels } });
  const WHY = 'both began in checkout, and the checks of “Restart” hold in both.';

  test('says so once, however often it is looked at', async () => {
    const { opened, analysed, said, wanted, earlierOf } = await setUp();
    await analysed(await opened(about('checkout')));
    const two = await opened(about('search'));

    await analysed(two);
    await analysed(two);

    expect(await said()).toEqual([{ number: 2, text: `Same cause as INC-1, opened now: ${WHY}` }]);
    expect(await wanted()).toMatchObject([{ number: 2 }]);
    expect(await earlierOf(two)).toBe(1);
  });

  test('is told when the earlier one is analysed after it', async () => {
    const { opened, analysed, said } = await setUp();
    const one = await opened(about('checkout'));
    await analysed(await opened(about('search')));
    expect(await said()).toEqual([]);

    await analysed(one);

    expect(await said()).toMatchObject([{ number: 2 }]);
  });

  test('says nothing of an earlier one that is private, was called wrong or was over long before', async () => {
    const { deps, database, opened, analysed, earlierOf } = await setUp();
    const first = about('checkout');
    const one = await opened(first);
    const look = await analysed(one);
    await receive(deps, ended(first));
    const two = await opened(about('search'));
    await analysed(two);
    expect(await earlierOf(two)).toBe(1);

    const change = (what: string) =>
      database.query(`UPDATE firewatch.incidents SET ${what} WHERE number = 1`);
    await change('is_private = true');
    expect(await earlierOf(two)).toBeUndefined();
    await change("is_private = false, resolved_at = now() - interval '25 hours'");
    expect(await earlierOf(two)).toBeUndefined();
    await change('resolved_at = now()');
    expect(await earlierOf(two)).toBe(1);
    await giveFeedback(deps, ALICE, { requestId: 'f1', investigationId: look, verdict: 'wrong' });
    expect(await earlierOf(two)).toBeUndefined();
  });

  test('takes it back when the newest analysis blames something else', async () => {
    const { database, opened, analysed, wanted, earlierOf } = await setUp();
    await analysed(await opened(about('checkout')));
    const two = await opened(about('search'));
    await analysed(two);
    await database.query("UPDATE firewatch.messages SET ts = '1.2', delivered_version = version");

    await analysed(two, null);

    expect(await earlierOf(two)).toBeUndefined();
    expect(await wanted()).toEqual([{ number: 2, version: 2 }]);
  });

  test('merges into one that is over, which is opened again; both are of one group of their sender', async () => {
    const { deps, database, opened } = await setUp();
    const first = { ...about('checkout'), groupKey: 'g' };
    const one = await opened(first);
    await receive(deps, ended(first));
    await database.query("UPDATE firewatch.incidents SET resolved_at = now() - interval '1 hour'");
    await database.query("UPDATE firewatch.alerts SET ends_at = now() - interval '1 hour'");
    const two = await opened({ ...about('search'), groupKey: 'g' });
    const merge = { ...request(two, 'r1'), intoId: one.id };

    await expect(mergeIncident(deps, ALICE, merge)).rejects.toThrow('INC-1 is resolved. Reopen it first');
    const change = await mergeIncident(deps, ALICE, { ...merge, reopens: true });
    const again = await mergeIncident(deps, ALICE, { ...merge, reopens: true });

    expect(two.number).not.toBe(one.number);
    expect(change).toMatchObject({
      isNew: true,
      incident: { status: 'resolved', mergedInto: one.id },
      into: { id: one.id, status: 'open', reopenCount: 1, startedAt: two.startedAt, resolvedAt: null },
    });
    expect(again.isNew).toBe(true);
    const events = await database.query(
      "SELECT event, actor ->> 'id' AS who FROM firewatch.audit WHERE event LIKE 'incident.%' ORDER BY seq",
    );
    expect(events).toEqual([
      { event: 'incident.reopened', who: 'U0ALICE' },
      { event: 'incident.merged', who: 'U0ALICE' },
    ]);
  });
});
