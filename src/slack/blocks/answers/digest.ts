/** A team's digest, posted each week and shown by `/incident digest`. Every number says how many cases it rests on. */
import type { Digest, NoisyAlert } from '../../../incidents/digest/digest.js';
import type { RepeatCause } from '../../../incidents/digest/repeat-causes.js';
import type { DigestScope } from '../../../incidents/digest/records.js';
import { teamName } from '../../../incidents/digest/teams.js';
import { incidentLabel } from '../../../incidents/incident.js';
import { describeBudget } from '../../../incidents/slo/budget-words.js';
import type { ErrorBudget } from '../../../incidents/slo/error-budget.js';
import { formatDuration } from '../../../shared/duration.js';
import type { DigestAnswer } from '../../../workflows/knowledge/digest-answer.js';
import {
  bold,
  bullets,
  context,
  glue,
  label,
  link,
  paragraph,
  plain,
  type Block,
  type Line,
  type MessageContent,
} from '../kit/block-kit.js';
import { fitMessage } from '../kit/budget.js';
import { cleanText, escapeMrkdwn } from '../kit/escape.js';
import { count, firstSentence, withoutStop } from '../kit/words.js';
import { adviceSpans } from './digest-advice.js';

const NAME = 80;
const CAUSE = 140;
const FIX = 120;
/** Links to the newest; the others are counted. */
const MAX_LINKS = 5;

export function buildDigest(digest: DigestAnswer): MessageContent {
  const { opened, noisiest, repeats, budgets } = digest;
  const heading = `${whose(digest.scope)}: ${spanOf(digest.days)}`;
  const isQuiet = opened === 0 && noisiest.length === 0;
  return fitMessage({
    text: `${escapeMrkdwn(heading, 200)}, ${opened === 0 ? 'no incident' : count(opened, 'incident')}`,
    blocks: [
      paragraph(
        [bold(heading)],
        ...(isQuiet
          ? [[glue(`✅ No incident${digest.openedBefore === 0 ? '' : `, ${digest.openedBefore} before`}.`)]]
          : figures(digest)),
      ),
      ...list('Noisiest alerts', noisiest.map(noisyLine)),
      ...list(
        'Causes that came back',
        repeats.map((repeat) => repeatLine(repeat, digest.links)),
      ),
      ...list('Error budgets', [
        ...budgets.map(budgetLine),
        ...(digest.otherBudgets > 0 ? [[glue(`… and ${digest.otherBudgets} more`)]] : []),
      ]),
      ...footer(digest),
    ],
  });
}

function whose(scope: DigestScope): string {
  if (scope.kind === 'all') return 'All services';
  return scope.kind === 'unowned'
    ? 'Services without an owner'
    : `Team ${cleanText(teamName(scope.team), { max: NAME })}`;
}

function spanOf(days: number): string {
  if (days % 7 === 0) return days === 7 ? 'the last week' : `the last ${days / 7} weeks`;
  return days === 1 ? 'the last 24 hours' : `the last ${days} days`;
}

function figures(digest: Digest): Line[] {
  const { opened, openedBefore, unresolved, bySeverity } = digest;
  const severities = bySeverity
    .map(
      ({ severity, count: n, before }) => `${n} ${severity}${n === before ? '' : ` (${signed(n - before)})`}`,
    )
    .join(', ');
  return [
    [
      label('Incidents'),
      glue(
        [
          `${opened}, ${openedBefore === opened ? 'as many as' : `${Math.abs(opened - openedBefore)} ${opened > openedBefore ? 'more' : 'fewer'} than`} before`,
          ...(severities === '' ? [] : [severities]),
          ...(unresolved === 0 ? [] : [`${unresolved} still open`]),
        ].join(' · '),
      ),
    ],
    medianLine('Until somebody took it (MTTA)', digest.toAcknowledge, 'nobody took one'),
    medianLine('Until it was over (MTTR)', digest.toResolve, 'none is over'),
  ];
}

const signed = (n: number) => (n > 0 ? `+${n}` : `−${-n}`);

function medianLine(name: string, { n, medianMs, before }: Digest['toResolve'], none: string): Line {
  if (medianMs === null) return [label(name), glue(none)];
  const then =
    before.medianMs === null ? '' : ` · before ${formatDuration(before.medianMs)} (n = ${before.n})`;
  return [label(name), glue(`median ${formatDuration(medianMs)} (n = ${n})${then}`)];
}

function noisyLine({ name, firings, advice }: NoisyAlert): Line {
  const said = adviceSpans(advice);
  return [
    bold(name, NAME),
    glue(` · ${count(firings, 'firing')}`),
    ...(said.length === 0 ? [] : [glue(' · '), ...said]),
  ];
}

function repeatLine({ service, cause, incidents, fix }: RepeatCause, links: DigestAnswer['links']): Line {
  const shown = incidents.slice(-MAX_LINKS);
  const what = withoutStop(firstSentence(cause, CAUSE));
  return [
    ...(service === null ? [] : [bold(service, NAME), glue(': ')]),
    plain(what, CAUSE),
    glue(` · ${count(incidents.length, 'incident')}: `),
    ...shown.flatMap((incident, index): Line => {
      const url = links.get(incident.number);
      const name = incidentLabel(incident);
      return [...(index === 0 ? [] : [glue(', ')]), url === undefined ? bold(name) : link(name, url)];
    }),
    ...(incidents.length > shown.length ? [glue(' and earlier ones')] : []),
    ...(fix === null || fix === cause ? [] : [glue('. Ended last by: '), plain(withoutStop(fix), FIX)]),
  ];
}

function budgetLine(budget: ErrorBudget): Line {
  const { service, name } = budget.slo;
  return [
    bold(service, NAME),
    glue(' · '),
    plain(name, NAME),
    glue(': '),
    plain(describeBudget(budget), 260),
  ];
}

function list(title: string, lines: readonly Line[]): Block[] {
  return lines.length === 0 ? [] : [bullets([bold(title)], lines)];
}

function footer({ privateOnes, isCut, opened }: DigestAnswer): Block[] {
  const notes = [
    ...(opened === 0 ? [] : ['Medians, with the number of cases.']),
    ...(privateOnes === 0
      ? []
      : [
          `${count(privateOnes, 'private incident')} ${privateOnes === 1 ? 'counts' : 'count'} and ${privateOnes === 1 ? 'is' : 'are'} not named.`,
        ]),
    ...(isCut ? ['There is more on record than was read; the newest counts.'] : []),
  ];
  return notes.length === 0 ? [] : [context(notes.join(' '))];
}
