/** How fast people and Firewatch were, measured against what is expected. */
import { formatExactDuration } from '../../shared/duration.js';
import { measureResponse, type ResponseTime } from '../response-times.js';
import { list, TO_ADD } from './format.js';
import { markdownTable } from './markdown.js';
import type { PostmortemView } from './postmortem-view.js';

export function formatResponse(view: PostmortemView): string {
  const measured = measureResponse(view);
  const well = measured.filter(isWithin);
  const slow = measured.filter(
    (one) => one.ms !== null && one.expectedMs !== null && one.ms > one.expectedMs,
  );
  const none = measured.filter((one) => one.ms === null && one.name !== 'resolve' && one.name !== 'decide');
  const rows = measured.map(({ name, what, ms, expectedMs }) => [
    name,
    ms === null ? '–' : formatExactDuration(ms),
    expectedMs === null ? '–' : `≤ ${formatExactDuration(expectedMs)}`,
    what,
  ]);
  const told = (items: readonly ResponseTime[]) =>
    list(items.map(({ what, ms }) => `${formatExactDuration(ms ?? 0)} ${what}.`));
  return [
    markdownTable(['Time to', 'Took', 'Expected', 'Measured'], rows),
    ...(well.length > 0 ? [`Went well:\n\n${told(well)}`] : []),
    ...(slow.length > 0 ? [`Was slow:\n\n${told(slow)}`] : []),
    ...(none.length > 0
      ? [
          `Did not happen${view.incident.resolvedAt ? '' : ' so far'}:\n\n${list(none.map(({ name }) => NEVER[name] ?? name))}`,
        ]
      : []),
    `${TO_ADD} what else helped, and where luck did.`,
  ].join('\n\n');
}

const NEVER: Readonly<Partial<Record<ResponseTime['name'], string>>> = {
  acknowledge: 'Nobody acknowledged it.',
  evidence: 'No evidence was gathered.',
  mitigate: 'It was not mitigated.',
};

function isWithin({ ms, expectedMs }: ResponseTime): boolean {
  return ms !== null && expectedMs !== null && ms <= expectedMs;
}
