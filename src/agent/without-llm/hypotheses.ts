/** Every cause that was considered: the suspect's, what is less likely, and what the evidence rules out. */
import type { Suspect } from '../../analysis/findings.js';
import { cut, formatPercent } from '../../shared/text.js';
import { evidenceIdsAt, type InvestigationInput } from '../investigation.js';
import type { Hypothesis } from '../report/report.js';
import type { Cause } from './cause.js';
import { rankingIn } from './ranking.js';
import { joinReasons } from './sentence.js';

/** Below this a suspect is only noise and not worth a word. */
const MENTION_FROM = 0.05;

/** The likely one first, then less likely suspects, runbooks whose checks fail, and quiet signals of the suspected service. */
export function hypothesesOf(
  input: InvestigationInput,
  suspect: Suspect,
  { evidenceIds }: Cause,
): Hypothesis[] {
  const likely: Hypothesis = {
    cause: `${suspect.service} as the origin`,
    status: 'likely',
    why: joinReasons(suspect.reasons, 300) || 'it behaves unusually',
    supports: evidenceIds,
    contradicts: [],
  };
  return [likely, ...otherSuspects(input), ...failedRunbooks(input), ...quietSignals(input, suspect)]
    .filter(({ supports, contradicts }) => supports.length + contradicts.length > 0)
    .slice(0, 6)
    .map((one) => ({
      ...one,
      cause: cut(one.cause, 200),
      why: cut(one.why, 300),
      supports: one.supports.slice(0, 12),
      contradicts: one.contradicts.slice(0, 12),
    }));
}

function failedRunbooks(input: InvestigationInput): Hypothesis[] {
  return input.runbooks.flatMap(({ title, service, checks }) => {
    const failed = checks.find((check) => check.holds === false && check.observation !== null);
    if (!failed) return [];
    const held = checks.filter((check) => check.holds === true).map((check) => check.observation);
    return [
      {
        cause: `${title} (${service})`,
        status: 'ruled out' as const,
        why: failed.statement,
        supports: evidenceIdsAt(input, held),
        contradicts: evidenceIdsAt(input, [failed.observation]),
      },
    ];
  });
}

function otherSuspects(input: InvestigationInput): Hypothesis[] {
  const ranking = rankingIn(input);
  return input.suspects.slice(1).flatMap(({ service, confidence, reasons, observations }) => {
    if (confidence < MENTION_FROM) return [];
    const seen = evidenceIdsAt(input, observations);
    // How sure is said by the ranking; without it there would be nothing to look the number up in.
    const sure = ranking.length > 0 ? `, ${formatPercent(confidence)} sure` : '';
    return [
      {
        cause: `${service} as the origin`,
        status: 'possible' as const,
        why: `less likely${sure}; what speaks for it: ${reasons[0] ?? 'nothing else'}`,
        supports: seen.length > 0 ? [...seen, ...ranking] : [],
        contradicts: [],
      },
    ];
  });
}

function quietSignals({ evidence }: InvestigationInput, { service }: Suspect): Hypothesis[] {
  return evidence.flatMap((item) =>
    item.kind === 'signal' && !item.isAnomalous && item.service === service
      ? [
          {
            cause: `Another trouble in ${service}`,
            status: 'ruled out' as const,
            why: item.statement,
            supports: [],
            contradicts: [item.id],
          },
        ]
      : [],
  );
}
