/** `npm run demo -- --headless`: one incident, or one of every fault in turn, and what came of it as a line of JSON. */
import { FAULT_NAMES, type FaultName } from '../shop/faults.js';
import { isHappyEnd, playIncident, type StoryResult } from './play-incident.js';
import { createSay } from './say.js';

/** Returns the exit code: 0 only when the approved fix resolved the incident. */
export async function playOne(fault: FaultName): Promise<number> {
  const result = await playIncident(fault, createSay());
  if (result === null) return 1;
  process.stdout.write(`${JSON.stringify(result)}\n`);
  return isHappyEnd(result) ? 0 : 1;
}

/** Each in a world of its own, so that none sees the traces of another. 0 only when every one was resolved. */
export async function playAll(): Promise<number> {
  const say = createSay();
  const results: (StoryResult | null)[] = [];
  for (const fault of FAULT_NAMES) results.push(await playIncident(fault, say));

  process.stdout.write(`\n${tableOf(results)}\n`);
  const told = results.filter((result) => result !== null);
  const summary = {
    faults: FAULT_NAMES.length,
    resolved: told.filter(isHappyEnd).length,
    rightService: told.filter(({ isRightService }) => isRightService).length,
    threadMs: spreadOf(told.map(({ timeToThreadMs }) => timeToThreadMs)),
    evidenceMs: spreadOf(told.map(({ timeToEvidenceMs }) => timeToEvidenceMs)),
    chartMs: spreadOf(told.map(({ timeToChartMs }) => timeToChartMs)),
  };
  process.stdout.write(`${JSON.stringify(summary)}\n`);
  return summary.resolved === FAULT_NAMES.length ? 0 : 1;
}

function tableOf(results: readonly (StoryResult | null)[]): string {
  const head = ['fault', 'suspect', 'right', 'thread ms', 'evidence ms', 'chart ms', 'resolved'];
  const rows = results.map((result, index) => [
    FAULT_NAMES[index] ?? '',
    result?.suspect ?? '–',
    yesNo(result?.isRightService),
    String(result?.timeToThreadMs ?? '–'),
    String(result?.timeToEvidenceMs ?? '–'),
    String(result?.timeToChartMs ?? '–'),
    yesNo(result ? isHappyEnd(result) : false),
  ]);
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  return [head, ...rows]
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

const yesNo = (value: boolean | undefined) => (value ? 'yes' : 'no');

/** Null when nothing was measured. */
function spreadOf(values: readonly (number | null)[]): { p50: number | null; max: number | null } {
  const sorted = values.filter((value) => value !== null).sort((a, b) => a - b);
  return { p50: sorted[Math.floor((sorted.length - 1) / 2)] ?? null, max: sorted.at(-1) ?? null };
}
