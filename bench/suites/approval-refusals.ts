/** Every way in which an approval or a run must be refused, on two replicas with one PostgreSQL; judged by calls and audit rows. */
import { playCase } from '../approval-refusals/play-case.js';
import { whatCases } from '../approval-refusals/cases-what.js';
import { whenCases } from '../approval-refusals/cases-when.js';
import { whoCases } from '../approval-refusals/cases-who.js';
import { openReplicas } from '../approval-refusals/world.js';
import { readFlags } from '../flags.js';
import type { Suite } from '../suite.js';
import { requirePostgres, startTemporaryPostgres } from '../temporary-postgres.js';

const FAMILIES = { who: whoCases, what: whatCases, when: whenCases };

export const approvalRefusals: Suite = {
  name: 'approval-refusals',
  description:
    'approvals and runs that must be refused, each click given to two replicas with one PostgreSQL at once',
  async run({ flags, say }) {
    readFlags(flags, {});
    const server = await startTemporaryPostgres(requirePostgres());
    const rows: [string, number, number, number, number][] = [];
    const misses: string[] = [];
    try {
      const replicas = await openReplicas(server.url);
      try {
        for (const [family, cases] of Object.entries(FAMILIES)) {
          say(`${family}: ${cases.length} cases on two replicas …`);
          const count = { refused: 0, audited: 0, explained: 0 };
          for (const [one, isSwapped] of cases.flatMap((each) => [
            [each, false] as const,
            [each, true] as const,
          ])) {
            const played = await playCase(replicas, one, isSwapped);
            const isExplained = played.sentences.every((sentence) => /^[A-Z0-9].{20,}\.$/s.test(sentence));
            count.refused += Number(played.isRefused);
            count.audited += Number(played.isAudited);
            count.explained += Number(isExplained);
            if (played.isRefused && played.isAudited && isExplained) continue;
            misses.push(
              `missed: ${one.name} (${one.at}): codes ${played.codes.join(', ') || 'none'}; ${played.sentences.join(' / ')}`,
            );
          }
          rows.push([family, 2 * cases.length, count.refused, count.audited, count.explained]);
        }
      } finally {
        await replicas.close();
      }
    } finally {
      await server.stop();
    }
    const sum = (column: 1 | 2 | 3 | 4) => rows.reduce((total, row) => total + row[column], 0);
    return {
      table: {
        columns: ['what is wrong', 'cases', 'refused', 'audited with its code', 'with a sentence'],
        rows,
        notes: misses,
      },
      result: { cases: sum(1), refused: sum(2), audited: sum(3), explained: sum(4) },
    };
  },
};
