/**
 * Whether `firewatch audit verify` finds what somebody with all rights does to the log, and names the entry. Each tampering is
 * done for real in PostgreSQL, looked for, and rolled back.
 */
import { silentLogger } from '../../src/observability/logger.js';
import type { Anchor } from '../../src/remediation/audit/anchor.js';
import { verifyChain, type ChainFault } from '../../src/remediation/audit/verify-chain.js';
import type { Database, Sql } from '../../src/storage/database.js';
import { migrate } from '../../src/storage/migrate.js';
import { readAuditPages } from '../../src/storage/repositories/audit-pages.js';
import { anchorsOf, makeChain } from '../audit-tamper/make-chain.js';
import { TAMPERINGS } from '../audit-tamper/tampering.js';
import { readFlags, whole } from '../flags.js';
import { openTarget } from '../intake/target.js';
import { createDice } from '../random/dice.js';
import type { Suite } from '../suite.js';
import { whySkipped, withDatabase } from '../with-database.js';

interface Tally {
  tampered: number;
  found: number;
  /** The first bad entry is the named one, or between the two that are named. */
  named: number;
  foundWithoutAnchors: number;
  /** By the anchors of an export, to the very entry. */
  namedByExport: number;
}

export const auditTamper: Suite = {
  async run({ flags, say }) {
    const settings = readFlags(flags, {
      count: whole(1_000),
      entries: whole(240, { from: 10 }),
      every: whole(12),
      seed: whole(1, { from: 0 }),
    });
    const skipped = whySkipped('postgres');
    if (skipped !== undefined)
      return { table: { columns: ['kind'], rows: [], notes: [skipped] }, result: { skipped } };
    say(`${settings.count} times in a log of ${settings.entries} entries …`);
    const tallies = await withDatabase('postgres', async (target) => {
      const database = await openTarget(target, silentLogger());
      try {
        return await tamperOften(database, settings);
      } finally {
        await database.close();
      }
    });
    const rows = Object.entries(tallies);
    const sum = (field: keyof Tally) => rows.reduce((total, [, tally]) => total + tally[field], 0);
    return {
      table: {
        columns: ['kind', 'tampered', 'found', 'named', 'without anchors', 'named by export'],
        rows: rows.map(([kind, it]) => [
          kind,
          it.tampered,
          it.found,
          it.named,
          it.foundWithoutAnchors,
          it.namedByExport,
        ]),
        notes: [
          `Anchors outside: every ${settings.every}th entry and the last. Named: the first bad entry, or two entries between which it is.`,
          'What is newer than the last anchor, and made-up entries at the end, cannot be told by anybody and are not among these.',
        ],
      },
      result: {
        tampered: sum('tampered'),
        found: sum('found'),
        named: sum('named'),
        foundWithoutAnchors: sum('foundWithoutAnchors'),
        namedByExport: sum('namedByExport'),
      },
    };
  },
};

interface Settings {
  readonly count: number;
  readonly entries: number;
  readonly every: number;
  readonly seed: number;
}

async function tamperOften(
  database: Database,
  { count, entries, every, seed }: Settings,
): Promise<Readonly<Record<string, Tally>>> {
  const dice = createDice(seed);
  await migrate(database);
  await makeChain(database, entries, dice);
  const all = await anchorsOf(database);
  const outside = all.filter(({ seq }) => seq % every === 0 || seq === entries);
  const kinds = Object.entries(TAMPERINGS);
  const tallies: Record<string, Tally> = {};
  for (let index = 0; index < count; index += 1) {
    const [kind, tamper] = kinds[index % kinds.length]!;
    const tally = (tallies[kind] ??= {
      tampered: 0,
      found: 0,
      named: 0,
      foundWithoutAnchors: 0,
      namedByExport: 0,
    });
    await undone(database, async (tx) => {
      const firstBad = await tamper(tx, entries, dice);
      const fault = await look(tx, outside);
      const exact = await look(tx, all);
      tally.tampered += 1;
      tally.found += fault ? 1 : 0;
      tally.named += fault && fault.since <= firstBad && firstBad <= fault.seq ? 1 : 0;
      tally.foundWithoutAnchors += (await look(tx, [])) ? 1 : 0;
      tally.namedByExport += exact?.since === firstBad && exact.seq === firstBad ? 1 : 0;
    });
    // What found something in an untouched log would find something in each.
    if (await look(database, all))
      throw new Error(`The untouched log was called bad after ${index + 1} times.`);
  }
  return tallies;
}

async function look(sql: Sql, anchors: readonly Anchor[]): Promise<ChainFault | null> {
  // Small pages, so that changes fall on their borders too.
  return (await verifyChain(readAuditPages(sql, { pageSize: 50 }), anchors)).fault;
}

/** A transaction without triggers, of which nothing stays. */
async function undone(database: Database, work: (tx: Sql) => Promise<void>): Promise<void> {
  const end = new Error('to be rolled back');
  try {
    await database.transaction(async (tx) => {
      await tx.query(`SET LOCAL session_replication_role = 'replica'`);
      await work(tx);
      throw end;
    });
  } catch (error) {
    if (error !== end) throw error;
  }
}
