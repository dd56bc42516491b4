/** However the messages about two bouts of one alert are ordered, and however often they come, the newest bout counts. */
import { expect, test } from '@jest/globals';
import type { Alert } from '../../../src/incidents/alert.js';
import type { Database } from '../../../src/storage/database.js';
import { describeOnOneDatabase } from '../../helpers/every-database.js';
import { buildAlert, createWorkflowDeps, receive } from '../../helpers/workflow-deps.js';

const MINUTE = 60_000;
const BEGINNING = Date.now() - 10 * MINUTE;
const at = (minutes: number) => new Date(BEGINNING + minutes * MINUTE);

/** First bout from minute 0 to 2, second from minute 4 to 6. */
function messagesAbout(service: string): Record<'F1' | 'R1' | 'F2' | 'R2', Alert> {
  const alert = (startsAt: Date, endsAt: Date | null) =>
    buildAlert({
      fingerprint: service,
      labels: { alertname: 'Down', service },
      groupKey: `{}:{service="${service}"}`,
      status: endsAt === null ? 'firing' : 'resolved',
      startsAt,
      endsAt,
    });
  return {
    F1: alert(at(0), null),
    R1: alert(at(0), at(2)),
    F2: alert(at(4), null),
    R2: alert(at(4), at(6)),
  };
}
type Name = keyof ReturnType<typeof messagesAbout>;

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, index) =>
    permutations(items.toSpliced(index, 1)).map((others) => [item, ...others]),
  );
}

async function stateOf(database: Pick<Database, 'query'>, service: string) {
  const [row] = await database.query(
    `SELECT (SELECT count(*)::int FROM firewatch.alerts WHERE service = $1 AND status = 'firing') AS firing,
       (SELECT count(*)::int FROM firewatch.incidents WHERE service = $1 AND status <> 'resolved') AS unresolved`,
    [service],
  );
  return row;
}

const ORDERS: readonly (readonly [order: Name[], isOver: boolean])[] = [
  ...permutations<Name>(['F1', 'R1', 'F2']).map((order) => [order, false] as const),
  ...permutations<Name>(['F1', 'R1', 'F2', 'R2']).map((order) => [order, true] as const),
];

describeOnOneDatabase('messages about an alert in any order', (open) => {
  test('the newest bout decides, also when each is told twice', async () => {
    const { store, database } = await open();
    const deps = createWorkflowDeps(store);
    const wrong: unknown[] = [];

    for (const [order, isOver] of ORDERS) {
      const service = `s-${order.join('-').toLowerCase()}`;
      const messages = messagesAbout(service);
      for (const name of order) await receive(deps, messages[name]);
      const once = await stateOf(database, service);
      for (const name of order) await receive(deps, messages[name]);
      const twice = await stateOf(database, service);

      const wanted = isOver ? { firing: 0, unresolved: 0 } : { firing: 1, unresolved: 1 };
      for (const state of [once, twice])
        if (JSON.stringify(state) !== JSON.stringify(wanted)) wrong.push({ order, state });
    }

    expect(wrong).toEqual([]);
  }, 120_000);

  test('of a sender that never says since when, what was said meanwhile belongs to the bout', async () => {
    const { store, database } = await open();
    const deps = createWorkflowDeps(store);
    const told =
      (status: Alert['status'], minute: number, severity = 'critical') =>
      (service: string) =>
        buildAlert({
          source: 'changes only',
          fingerprint: service,
          labels: { alertname: 'Down', service, severity },
          status,
          startsAt: at(minute),
          isStartGuessed: true,
          endsAt: status === 'resolved' ? at(minute) : null,
        });
    const [begins, again, worse, ends, later] = [
      told('firing', 0),
      told('firing', 1),
      told('firing', 1, 'page'),
      told('resolved', 2),
      told('firing', 4),
    ];
    const orders: readonly (readonly [string, readonly (typeof begins)[], unknown])[] = [
      ['reminded', [begins, again], { firing: 1, unresolved: 1, bouts: 1 }],
      ['reminded-and-over', [begins, again, ends], { firing: 0, unresolved: 0, bouts: 1 }],
      ['told-late', [begins, ends, again, begins], { firing: 0, unresolved: 0, bouts: 1 }],
      ['the-end-first', [ends, begins], { firing: 0, unresolved: 0, bouts: 2 }],
      ['worse', [begins, worse], { firing: 1, unresolved: 1, bouts: 2 }],
      ['worse-and-over', [begins, worse, ends, worse], { firing: 0, unresolved: 0, bouts: 2 }],
      ['back', [begins, ends, later], { firing: 1, unresolved: 1, bouts: 2 }],
    ];

    for (const [service, messages, wanted] of orders) {
      for (const message of messages) await receive(deps, message(service));

      const [{ bouts } = {}] = await database.query<{ bouts: number }>(
        'SELECT count(*)::int AS bouts FROM firewatch.alerts WHERE service = $1',
        [service],
      );
      expect({ service, ...(await stateOf(database, service)), bouts }).toEqual({
        service,
        ...(wanted as object),
      });
    }
    await receive(deps, begins('at-once'), again('at-once'), ends('at-once'));
    expect(await stateOf(database, 'at-once')).toEqual({ firing: 0, unresolved: 0 });
  }, 60_000);
});
