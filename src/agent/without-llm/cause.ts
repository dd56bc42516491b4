/** What most likely broke, in the words of the best runbook where one fits. */
import type { DiagnosedRunbook, Suspect } from '../../analysis/findings.js';
import { serviceOfAlert } from '../../incidents/alert.js';
import { capitalize, cut } from '../../shared/text.js';
import { evidenceIdsAt, type InvestigationInput } from '../investigation.js';
import type { Report } from '../report/report.js';
import { sentence, withoutStop } from './sentence.js';

export type Cause = NonNullable<Report['cause']>;

/** Null when nothing stored speaks for the suspect. */
export function causeOf(
  input: InvestigationInput,
  suspect: Suspect,
  runbook: DiagnosedRunbook | undefined,
): Cause | null {
  const evidenceIds = evidenceIdsAt(input, [
    ...suspect.observations,
    ...(runbook?.checks ?? []).map((check) => check.observation),
  ]).slice(0, 12);
  if (evidenceIds.length === 0) return null;
  const reason = suspect.reasons[0] ?? 'it behaves unusually';
  const mechanism = runbook
    ? `${whatIsBroken(input, runbook)} ${capitalize(sentence(reason))}`
    : `The trouble most likely began in ${suspect.service}${onsetText(suspect)}: ${suspect.reasons.map(withoutStop).join('; ')}. No runbook's checks all hold.`;
  return {
    service: suspect.service,
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
    : `Everything "${title}" checks is the case.`;
}

/** What people would tell each other: who suffers, since when. The cause has a line of its own. */
export function summarize(input: InvestigationInput, suspect: Suspect): string {
  const firing = input.alerts.filter((alert) => alert.status === 'firing').map(describeAlert);
  const symptoms = firing.length > 0 ? `Firing: ${[...new Set(firing)].join(', ')}. ` : '';
  return cut(`${symptoms}It most likely started in ${suspect.service}${onsetText(suspect)}.`, 600);
}

function describeAlert({ name, labels }: InvestigationInput['alerts'][number]): string {
  const service = serviceOfAlert(labels);
  return service === null ? name : `${name} (${service})`;
}

function onsetText({ onset }: Suspect): string {
  return onset === null ? '' : ` at ${new Date(onset * 1000).toISOString().slice(11, 19)} UTC`;
}
