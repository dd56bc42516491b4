/** What the Home tab says about the bot's own connections. */
import type { ConnectionHealthLog } from '../observability/connection-health.js';
import type { Clock } from '../shared/clock.js';
import type { ConnectionHealth } from '../workflows/home/home-view.js';

/** `isConfigured` by name, in the order to show. The database answers when this is read, or nobody would read it. */
export function describeConnections(
  log: Pick<ConnectionHealthLog, 'of'>,
  clock: Clock,
  isConfigured: Readonly<Record<string, boolean>>,
): readonly ConnectionHealth[] {
  const database: ConnectionHealth = {
    name: 'Database',
    status: 'ok',
    lastSuccessAt: clock.now(),
    lastFailureAt: null,
    problem: null,
  };
  const others = Object.entries(isConfigured).map(([name, isOn]): ConnectionHealth => {
    const record = log.of(name);
    return { name, ...record, status: isOn ? statusOf(record) : 'off' };
  });
  return [database, ...others];
}

function statusOf({
  lastSuccessAt,
  lastFailureAt,
}: Pick<ConnectionHealth, 'lastSuccessAt' | 'lastFailureAt'>): ConnectionHealth['status'] {
  if (!lastSuccessAt && !lastFailureAt) return 'unused';
  return (lastSuccessAt?.getTime() ?? 0) >= (lastFailureAt?.getTime() ?? 0) ? 'ok' : 'failing';
}
