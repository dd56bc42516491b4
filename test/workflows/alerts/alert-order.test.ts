/** However the messages about two bouts of one alert are ordered, and however often they come, the newest bout counts. */
import { expect, test } from '@jest/globals';
import type { Alert } from '../../../src/incidents/alert.js';
import type { Database } from '../../../src/storage/database.js';
import { describeOnEveryDatabase } from '../../helpers/every-database.js';
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

describeOnEveryDatabase('messages about an alert in any order', (open) => {
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
});
