/** What most likely broke, in the words of the best runbook where one fits. */
import type { DiagnosedRunbook, Suspect } from '../../analysis/findings.js';
import { formatList } from '../../analysis/format-value.js';
import { serviceOfAlert } from '../../incidents/alert.js';
import { capitalize, cut } from '../../shared/text.js';
import { evidenceIdsAt, type InvestigationInput } from '../investigation.js';
import type { Report } from '../report/report.js';
import { componentOf } from './component.js';
import { rankingIn } from './ranking.js';
import { joinReasons, sentence } from './sentence.js';

/** As many as a report may cite for one statement. */
const MAX_IDS = 12;

export type Cause = NonNullable<Report['cause']>;

/** Null when nothing stored speaks for the suspect. */
export function causeOf(
  input: InvestigationInput,
  suspect: Suspect,
  runbook: DiagnosedRunbook | undefined,
): Cause | null {
  const own = evidenceIdsAt(input, [
    ...suspect.observations,
    ...(runbook?.checks ?? []).map((check) => check.observation),
  ]);
  if (own.length === 0) return null;
  // The reasons stand in the ranking.
  const evidenceIds = [...new Set([...own.slice(0, MAX_IDS - 1), ...rankingIn(input)])].slice(0, MAX_IDS);
  const cited = input.evidence.filter(({ id }) => evidenceIds.includes(id));
  const reason = suspect.reasons[0] ?? 'it behaves unusually';
  const mechanism = runbook
    ? `${whatIsBroken(input, runbook)} ${capitalize(sentence(reason))}`
    : `The trouble most likely began in ${suspect.service}${onsetText(suspect)}: ${joinReasons(suspect.reasons, 280)}. No runbook's checks all hold.`;
  return {
    service: suspect.service,
    component: componentOf(input, runbook, cited),
    mechanism: cut(mechanism, 400),
    confidence: Math.min(1, Math.max(0, suspect.confidence)),
    evidenceIds,
  };
}

/** In the runbook author's words, where there are some. */
function whatIsBroken(input: InvestigationInput, { runbookId, service, title }: DiagnosedRunbook): string {
  const cause = input.context.runbooks.get(runbookId)?.cause;
  return cause
    ? sentence(cause.replaceAll('$service', service))
    : `Everything that “${title}” checks is the case.`;
}

/** What people would tell each other: who suffers, since when. The cause has a line of its own. */
export function summarize(input: InvestigationInput, suspect: Suspect): string {
  return cut(
    `${describeFiring(input.alerts)}It most likely started in ${suspect.service}${onsetText(suspect)}.`,
    600,
  );
}

/** `HighErrorRate fires on checkout and web. `; an alert that names no service stands alone. */
export function describeFiring(alerts: InvestigationInput['alerts']): string {
  const servicesOf = new Map<string, Set<string>>();
  for (const { name, labels, status } of alerts) {
    if (status !== 'firing') continue;
    const services = servicesOf.get(name) ?? new Set();
    const service = serviceOfAlert(labels);
    servicesOf.set(name, service === null ? services : services.add(service));
  }
  const parts = [...servicesOf].map(
    ([name, services]) => `${name} fires${services.size === 0 ? '' : ` on ${formatList([...services])}`}`,
  );
  return parts.length === 0 ? '' : `${parts.join('; ')}. `;
}

function onsetText({ onset }: Suspect): string {
  return onset === null ? '' : ` at ${new Date(onset * 1000).toISOString().slice(11, 19)} UTC`;
}
