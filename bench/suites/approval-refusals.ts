/**
 * Every way in which an approval or a run must be refused, each played on each of two bots that are real processes on one
 * PostgreSQL, by clicks in Slack. Judged by what the endpoint of the fixes was asked, the audit log, and what people read.
 */
import { whatCases } from '../approval-refusals/cases-what.js';
import { whenCases } from '../approval-refusals/cases-when.js';
import { whoCases } from '../approval-refusals/cases-who.js';
import { playAll, type Played } from '../approval-refusals/play-all.js';
import type { RefusalCase } from '../approval-refusals/refusal-case.js';
import { readFlags } from '../flags.js';
import type { Suite } from '../suite.js';
import { requirePostgres, startTemporaryPostgres } from '../temporary-postgres.js';

export const FAMILIES: Readonly<Record<string, readonly RefusalCase[]>> = {
  who: whoCases,
  what: whatCases,
  when: whenCases,
};

export const approvalRefusals: Suite = {
  async run({ flags, say }) {
    const { only } = readFlags(flags, { only: { usual: '', read: (text: string) => text } });
    const isWanted = ({ name }: RefusalCase) => only.split(',').some((part) => name.includes(part.trim()));
    const families = Object.entries(FAMILIES).map(([name, cases]) => ({
      name,
      cases: cases.filter(isWanted),
    }));
    const server = await startTemporaryPostgres(requirePostgres());
    try {
      const { played, shared } = await playAll(
        server.url,
        families.flatMap(({ cases }) => cases),
        say,
      );
      const rows = families.map(
        ({ name, cases }) => [name, ...count(played.filter(({ one }) => cases.includes(one)))] as const,
      );
      const [total, refused, audited, explained] = count(played);
      return {
        table: {
          columns: ['what is wrong', 'cases', 'refused', 'audited with its code', 'with a sentence'],
          rows,
          notes: [
            ...played.flatMap(describeMiss),
            ...shared.map((line) => `one sentence for two codes: ${line}`),
          ],
        },
        result: {
          cases: total,
          refused,
          audited,
          explained,
          perProcess: [0, 1].map((process) => played.filter((one) => one.process === process).length),
        },
      };
    } finally {
      await server.stop();
    }
  },
};

function count(played: readonly Played[]): readonly [number, number, number, number] {
  return [
    played.length,
    played.filter(({ isRefused }) => isRefused).length,
    played.filter(({ isAudited }) => isAudited).length,
    played.filter(({ isExplained }) => isExplained).length,
  ];
}

function describeMiss({ one, process, seen, ...verdict }: Played): readonly string[] {
  if (verdict.isRefused && verdict.isAudited && verdict.isExplained) return [];
  const codes = seen.audited.map(({ event, code, sentence }) => `${event} ${code} “${sentence}”`);
  return [
    `missed: ${one.name} (${one.at}, process ${process}): ${JSON.stringify(verdict)}; taken by ${seen.handledBy}, ${seen.statusBefore} → ${seen.statusAfter}, ${seen.calls} calls, wanted ${one.code}; ${codes.join('; ') || 'nothing audited'}; ${seen.texts.join(' / ').slice(0, 600)}`,
  ];
}
