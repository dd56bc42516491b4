/** Kinds of decisive lines that nobody looked at while the summary was made. */
import { whole, type NeedleKind } from './needle.js';

export const heldOutKinds: readonly NeedleKind[] = [
  {
    name: 'lost leadership',
    draw: (dice) =>
      whole({
        level: 'info',
        message: `stepping down as leader of group scheduler-${dice.whole(1, 40)}, term ${dice.whole(100, 999)}`,
      }),
  },
  {
    name: 'flag',
    draw: (dice) =>
      whole({
        level: 'info',
        message: `flag checkout.new-tax-engine is now on for ${dice.pick(['all', 'beta', 'internal'] as const)} users (revision ${dice.whole(10, 99)})`,
      }),
  },
  {
    name: 'disk',
    draw: (dice) =>
      whole({
        level: 'warn',
        message: `remounting /dev/nvme${dice.whole(0, 3)}n1 read-only`,
      }),
  },
  {
    name: 'python traceback',
    draw(dice) {
      const last = `KeyError: 'tenant_${dice.whole(100, 999)}_limits'`;
      const frames = Array.from({ length: dice.whole(4, 9) }, () => [
        `  File "/srv/app/${dice.hex(4)}/views.py", line ${dice.whole(10, 800)}, in handle`,
        `    return self.${dice.hex(3)}(request)`,
      ]).flat();
      return {
        said: {
          level: 'error',
          message: 'Internal Server Error: /orders/',
          trace: ['Traceback (most recent call last):', ...frames, last],
        },
        decisive: last,
      };
    },
  },
  {
    name: 'clock',
    draw: (dice) =>
      whole({
        level: 'warn',
        message: `system clock jumped by ${dice.whole(20, 400)}.${dice.whole(1, 9)} seconds`,
      }),
  },
  {
    name: 'lock',
    draw: (dice) =>
      whole({
        level: 'error',
        message: `Deadlock found when trying to get lock; try restarting transaction (table invoices, row ${dice.whole(1_000, 99_999)})`,
      }),
  },
  {
    name: 'start with another version',
    draw: (dice) =>
      whole({
        level: 'info',
        message: `starting build ${dice.whole(3, 9)}.${dice.whole(0, 40)}.${dice.whole(0, 9)} (${dice.hex(7)}) with profile canary`,
      }),
  },
  {
    name: 'name lookup',
    draw: (dice) =>
      whole({
        level: 'error',
        message: `getaddrinfo EAI_AGAIN ledger-db-${dice.whole(1, 9)}.prod.svc.cluster.local`,
      }),
  },
  {
    name: 'one value: a word',
    draw(dice, common) {
      const template = common.find((one) => 'region' in (one.write(dice).fields ?? {}));
      if (!template)
        return whole({
          level: 'info',
          message: `traffic of region south-9 moved to north-${dice.whole(3, 9)}`,
        });
      const said = template.write(dice);
      const region = `west-${dice.whole(3, 9)}`;
      return { said: { ...said, fields: { ...said.fields, region } }, decisive: region };
    },
  },
  {
    name: 'one value: below zero',
    draw(dice, common) {
      const template = common.find((one) =>
        Object.values(one.write(dice).fields ?? {}).some((value) => typeof value === 'number'),
      );
      const said = (template ?? common[0]).write(dice);
      const [key = 'left'] =
        Object.entries(said.fields ?? {}).findLast(([, value]) => typeof value === 'number') ?? [];
      const odd = -dice.whole(100, 99_999);
      return { said: { ...said, fields: { ...said.fields, [key]: odd } }, decisive: String(odd) };
    },
  },
];
