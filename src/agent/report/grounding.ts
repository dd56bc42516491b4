/** Holds a report against the stored evidence. Pure. What rests on nothing that was seen is not said. */
import type { DiagnosedRunbook } from '../../analysis/findings.js';
import { foundNothing, isFromOutside, type Evidence } from '../../incidents/evidence.js';
import type { ToolContext } from '../../../tools/tool.js';
import type { Report } from './report.js';

export interface Grounds {
  /** Everything that was seen for this incident, by id. */
  readonly evidence: ReadonlyMap<string, Evidence>;
  /** Services that may be named as a cause: the catalogue's, and the incident's own. */
  readonly services: ReadonlySet<string>;
}

/**
 * Removes evidence ids that do not exist; drops claims and hypotheses left without any; a cause that rests on
 * nothing becomes null, and its service becomes null when nobody knows it.
 */
export function ground(report: Report, grounds: Grounds): Report {
  const existing = (ids: readonly string[]) => ids.filter((id) => grounds.evidence.has(id));
  const supported = <T extends { evidenceIds: string[] }>(items: readonly T[]) =>
    items
      .map((item) => ({ ...item, evidenceIds: existing(item.evidenceIds) }))
      .filter((item) => item.evidenceIds.length > 0);
  const cause = findGap(report, grounds) === null && report.cause ? supported([report.cause])[0] : undefined;
  return {
    ...report,
    cause: cause ? { ...cause, service: knownService(cause.service, grounds.services) } : null,
    hypotheses: report.hypotheses
      .map((one) => ({ ...one, supports: existing(one.supports), contradicts: existing(one.contradicts) }))
      .filter(({ supports, contradicts }) => supports.length + contradicts.length > 0),
    claims: supported(report.claims),
  };
}

/** Why the report's cause does not rest on the evidence, as a sentence for whoever wrote it; null when it does. */
export function findGap({ cause }: Report, { evidence, services }: Grounds): string | null {
  if (cause === null) return null;
  const cited = cause.evidenceIds.flatMap((id) => evidence.get(id) ?? []);
  if (cited.length === 0) return 'cause.evidenceIds: none of these ids exists. Cite ids that do, such as E1';
  // Somebody else's server may say what it likes; it may add to what was measured here.
  const ours = cited.filter((item) => !isFromOutside(item));
  if (ours.length === 0)
    return 'cause.evidenceIds: all of it comes from servers outside of Firewatch. Cite what Firewatch itself has seen too, or send null';
  // Whoever can write an alert or its text can name a service in it; measurements cannot be talked into anything.
  const isBlind = ![...evidence.values()].some(({ kind }) => kind === 'signal');
  const telling = ours.filter((item) => !foundNothing(item) && (isBlind || speaksFor(item)));
  const service = knownService(cause.service, services);
  const isShown = telling.some((item) => service === null || isAbout(item, service));
  return isShown
    ? null
    : `cause: nothing unusual that it cites ${service === null ? 'was measured' : `is about ${service}`}; alerts alone do not count, nor does what was searched for in vain. Cite what shows it, name the service that the evidence shows, or send null`;
}

/** What describes the services and earlier incidents, and measures nothing. */
const DESCRIBING: readonly string[] = ['catalogue', 'incidents'];

/** Unusual observations, changes, and whatever was measured on purpose. */
function speaksFor({ kind, source, data, isAnomalous }: Evidence): boolean {
  if (kind === 'alert') return false;
  if (isAnomalous) return true;
  // Of no change it is told with an empty list.
  if (kind === 'change') return !Array.isArray(data) || data.length > 0;
  return kind === 'tool_result' && !DESCRIBING.includes(source);
}

/** Of alerts and changes only the service they are filed under counts, because their text is written elsewhere. */
function isAbout({ kind, service, statement, data }: Evidence, name: string): boolean {
  // A list is filed under the service that was asked about, and holds the changes of others too.
  if (kind === 'change' && Array.isArray(data)) return data.some((row) => isRowOf(row, name));
  if (service === name) return true;
  if (kind === 'change') return false;
  if (kind !== 'signal' && kind !== 'tool_result') return false;
  const named = new RegExp(`(?<![\\w-])${name.replace(/[^\w-]/g, '\\$&')}(?![\\w-])`);
  return named.test(statement) || named.test(JSON.stringify(data) ?? '');
}

function isRowOf(row: unknown, name: string): boolean {
  return typeof row === 'object' && row !== null && 'service' in row && row.service === name;
}

function knownService(name: string | null, services: ReadonlySet<string>): string | null {
  return name !== null && services.has(name) ? name : null;
}

/**
 * The way to propose, for proposals that rest on evidence that exists; ids that do not exist are removed before it is
 * asked. A refusal says what could be proposed instead.
 */
export function groundProposals(
  proposals: ToolContext['proposals'],
  evidence: ReadonlyMap<string, Evidence>,
  runbooks: readonly DiagnosedRunbook[],
  onProposed: (proposalId: string) => void,
): ToolContext['proposals'] {
  const possible = runbooks.flatMap(({ runbookId, service, applicableSteps }) =>
    applicableSteps.map((step) => `${runbookId} step ${step} for ${service}`),
  );
  const hint =
    possible.length === 0
      ? 'The conditions of no step hold now; say in nextSteps what people should do.'
      : `The conditions of these hold: ${possible.join(', ')}.`;
  return {
    async propose(request) {
      const existing = request.evidenceIds.filter((id) => evidence.has(id));
      if (existing.length === 0) {
        return { status: 'refused', reason: 'None of the cited evidence exists. Cite ids such as E3.' };
      }
      const answer = await proposals.propose({ ...request, evidenceIds: existing });
      if (answer.status === 'proposed') onProposed(answer.proposalId);
      return answer.status === 'refused' ? { ...answer, reason: `${answer.reason} ${hint}` } : answer;
    },
  };
}
