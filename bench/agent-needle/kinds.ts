/** Kinds of decisive lines that the summary was made with in sight. */
import { whole, type NeedleKind } from './needle.js';

export const kinds: readonly NeedleKind[] = [
  {
    name: 'one error',
    draw: (dice) =>
      whole({
        level: 'error',
        message: `cannot open ledger file /var/lib/app/ledger-${dice.whole(1, 9)}.db: permission denied`,
      }),
  },
  {
    name: 'rare warning',
    draw: (dice) =>
      whole({
        level: 'warn',
        message: `replica ${dice.hex(6)} is ${dice.whole(40, 900)} s behind its primary`,
      }),
  },
  {
    name: 'configuration change',
    draw: (dice) =>
      whole({
        level: 'info',
        message: `configuration reloaded: max_connections ${dice.whole(50, 200)} -> ${dice.whole(1, 5)}`,
      }),
  },
  {
    name: 'killed for memory',
    draw: (dice) =>
      whole({
        level: 'error',
        message: `Memory cgroup out of memory: Killed process ${dice.whole(1_000, 99_999)} (java) total-vm:${dice.whole(4_000_000, 9_000_000)}kB`,
      }),
  },
  {
    name: 'certificate',
    draw: (dice) =>
      whole({
        level: 'error',
        message: `tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time is after 2026-11-${dice.whole(10, 19)}T00:00:00Z`,
      }),
  },
  {
    name: 'first occurrence',
    draw: (dice) =>
      whole({
        level: 'info',
        message: `switched to fallback endpoint backup-${dice.whole(1, 9)}.internal for currency rates`,
      }),
  },
  {
    name: 'stack trace',
    draw(dice) {
      const cause = `Caused by: java.sql.SQLTransientConnectionException: HikariPool-${dice.whole(1, 4)} - Connection is not available, request timed out after ${dice.whole(30_000, 30_100)}ms.`;
      const frames = (count: number) =>
        Array.from(
          { length: count },
          () => `\tat com.example.${dice.hex(5)}.Handler.run(Handler.java:${dice.whole(10, 900)})`,
        );
      const trace = [...frames(dice.whole(6, 14)), cause, ...frames(dice.whole(3, 8)), '\t... 12 more'];
      return {
        said: { level: 'error', message: 'Unhandled exception in request handler', trace },
        decisive: cause,
      };
    },
  },
  {
    name: 'error in a field',
    draw(dice) {
      const error = `dial tcp 10.9.${dice.whole(0, 99)}.${dice.whole(1, 250)}:5432: connect: no route to host`;
      return {
        said: {
          level: 'info',
          message: 'job finished',
          fields: { job: 'nightly', rows: 0, error: JSON.stringify(error) },
        },
        decisive: error,
      };
    },
  },
  {
    name: 'one value: a number',
    draw(dice, common) {
      const said = withNumber(dice.pick(common).write(dice), dice);
      return said;
    },
  },
  {
    name: 'usual sentence, other status',
    draw(dice) {
      const message = `GET /checkout/session/${dice.whole(1, 99)}`;
      return {
        said: { level: 'info', message, fields: { status: 431, bytes: 0, dur: '1ms' } },
        decisive: message,
      };
    },
  },
];

/** Makes the last number of a usual line a thousand times what it is. */
function withNumber(
  said: ReturnType<Parameters<NeedleKind['draw']>[1][0]['write']>,
  dice: Parameters<NeedleKind['draw']>[0],
) {
  const fields = Object.entries(said.fields ?? {});
  const [key, value] = fields.findLast(([, one]) => /^\d+(?:ms)?$/.test(String(one))) ?? [];
  if (key !== undefined && value !== undefined) {
    const odd = String(value).replace(/^\d+/, (digits) => `${digits}${dice.whole(100, 999)}`);
    const field = typeof value === 'number' ? Number(odd) : odd;
    return { said: { ...said, fields: { ...said.fields, [key]: field } }, decisive: String(field) };
  }
  let odd = '';
  const message = said.message.replace(
    /\d+(?=\D*$)/,
    (digits) => (odd = `${digits}${dice.whole(1_000, 9_999)}`),
  );
  return { said: { ...said, message }, decisive: odd };
}
