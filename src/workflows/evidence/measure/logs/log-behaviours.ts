/**
 * Findings about log lines as behaviours, for the ranking. Lines of logs belong to no request that we know of, so equal
 * slices of time stand for runs: a line that comes in nine of ten slices now and in none of a hundred before says much, and
 * a burst says no more than its slice.
 */
import { formatDuration } from '../../../../analysis/format-value.js';
import { forPeople } from '../../../../analysis/log-templates/mask-message.js';
import type { TemplateCount } from '../../../../analysis/log-templates/compare-counts.js';
import type { BehaviourObservation } from '../../../../analysis/root-cause/question.js';
import type { LogJudgement, ServiceLogFinding } from './log-finding.js';

/** As many slices of trouble as the ranking takes for independent runs at most. */
const SLICES = 10;
const MIN_SLICE_SECONDS = 1;

type Finding = Pick<
  ServiceLogFinding,
  'kind' | 'template' | 'service' | 'about' | 'usualSeconds' | 'troubleSeconds'
>;

/**
 * Lines that vanish are left out: with slices of time they cannot be told from requests that no longer come, for which
 * callers are to blame.
 */
export function observeLogBehaviours(
  findings: readonly Finding[],
  judgement: Pick<LogJudgement, 'troubleStart'> & {
    /** Unix seconds up to which lines were read. */
    readonly end: number;
  },
): readonly BehaviourObservation[] {
  const troubleStart = firstTrouble(findings) ?? judgement.troubleStart;
  return findings
    .filter(({ kind, template }) => kind === 'new' || (kind === 'surging' && template.weight > 1))
    .filter(({ about, service }) => about === service || !complains(about, findings))
    .map((finding): BehaviourObservation => {
      const { template, usualSeconds } = finding;
      // Of a flood the newest part was read.
      const troubleSeconds = Math.min(finding.troubleSeconds, judgement.end - troubleStart);
      const sliceSeconds = Math.max(MIN_SLICE_SECONDS, troubleSeconds / SLICES);
      const usualRuns = Math.floor(usualSeconds / sliceSeconds);
      const nowRuns = Math.floor(troubleSeconds / sliceSeconds);
      const least = leastPerSlice(template, usualRuns, nowRuns);
      const count = (times: readonly number[], runs: number) => ({
        runs,
        times: Math.min(runs, slicesWith(times, { troubleStart, sliceSeconds, least })),
      });
      const times = template.times ?? [];
      return {
        component: finding.about,
        kind: 'log',
        name: forPeople(template.template),
        operation: null,
        runsAre: `stretches of ${formatDuration(sliceSeconds)}${least > 1 ? ` at least ${least} times` : ''}`,
        badness: badnessOf(template),
        usual: count(
          times.filter((time) => time < judgement.troubleStart),
          usualRuns,
        ),
        now: count(
          times.filter((time) => time >= troubleStart),
          nowRuns,
        ),
      };
    });
}

/**
 * Metrics know the beginning by their windows only, and it is taken early rather than late. The first new line of trouble,
 * whoever wrote it, is more exact; null when there is none.
 */
function firstTrouble(findings: readonly Finding[]): number | null {
  const seen = findings.flatMap(({ kind, template: { weight, firstSeen } }) =>
    kind === 'new' && weight > 1 && firstSeen !== null ? [firstSeen] : [],
  );
  return seen.length > 0 ? Math.min(...seen) : null;
}

/** The callee that a line of trouble names as a word of its own; undefined when it names none. */
export function speaksOf(
  { weight, template, example }: Pick<TemplateCount, 'weight' | 'template' | 'example'>,
  callees: readonly string[],
): string | undefined {
  if (weight <= 1) return undefined;
  const text = `${template} ${example}`.toLowerCase();
  return callees.find((callee) => {
    const name = callee.toLowerCase();
    for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + 1)) {
      const [before, after] = [text[at - 1] ?? ' ', text[at + name.length] ?? ' '];
      if (!/[\w-]/.test(before) && !/[\w-]/.test(after)) return true;
    }
    return false;
  });
}

/** A service whose own lines complain of one that it calls is not to blame for what others say of it. */
function complains(service: string, findings: readonly Finding[]): boolean {
  return findings.some(
    (other) => other.service === service && other.about !== service && other.kind !== 'vanished',
  );
}

function badnessOf({ level, weight }: TemplateCount): BehaviourObservation['badness'] {
  if (level === 'error' || level === 'fatal') return 2;
  return level === 'warning' || weight > 1 ? 1 : 0;
}

/** How many lines make a slice count: halfway, as a ratio, between what is usual in one and what is in one now. */
function leastPerSlice({ baseline, incident }: TemplateCount, usualRuns: number, nowRuns: number): number {
  if (usualRuns === 0 || nowRuns === 0) return 1;
  return Math.max(1, Math.ceil(Math.sqrt((baseline / usualRuns) * (incident / nowRuns))));
}

function slicesWith(
  times: readonly number[],
  {
    troubleStart,
    sliceSeconds,
    least,
  }: { readonly troubleStart: number; readonly sliceSeconds: number; readonly least: number },
): number {
  const counts = new Map<number, number>();
  for (const time of times) {
    const index = Math.floor((time - troubleStart) / sliceSeconds);
    counts.set(index, (counts.get(index) ?? 0) + 1);
  }
  return [...counts.values()].filter((count) => count >= least).length;
}
