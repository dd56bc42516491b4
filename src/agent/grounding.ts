/** Holds a report against the stored evidence. Pure. What cites nothing that exists is not said. */
import type { ToolContext } from '../../tools/tool.js';
import type { Report } from './report.js';

export interface Grounds {
  /** Every evidence id that exists for this incident. */
  readonly evidenceIds: ReadonlySet<string>;
  /** Services that may be named as a cause: the catalogue's, and the incident's own. */
  readonly services: ReadonlySet<string>;
}

/**
 * Removes evidence ids that do not exist; drops claims and ruled-out causes left without any; a cause left without any
 * becomes null, and its service becomes null when nobody knows it.
 */
export function ground(report: Report, grounds: Grounds): Report {
  const existing = (ids: readonly string[]) => ids.filter((id) => grounds.evidenceIds.has(id));
  const supported = <T extends { evidenceIds: string[] }>(items: readonly T[]) =>
    items
      .map((item) => ({ ...item, evidenceIds: existing(item.evidenceIds) }))
      .filter((item) => item.evidenceIds.length > 0);
  const cause = report.cause ? supported([report.cause])[0] : undefined;
  return {
    ...report,
    cause: cause ? { ...cause, service: knownService(cause.service, grounds.services) } : null,
    claims: supported(report.claims),
    ruledOut: supported(report.ruledOut),
  };
}

function knownService(name: string | null, services: ReadonlySet<string>): string | null {
  return name !== null && services.has(name) ? name : null;
}

/** The way to propose, for proposals that rest on evidence that exists; ids that do not exist are removed before it is asked. */
export function groundProposals(
  proposals: ToolContext['proposals'],
  evidenceIds: ReadonlySet<string>,
): ToolContext['proposals'] {
  return {
    propose(request) {
      const existing = request.evidenceIds.filter((id) => evidenceIds.has(id));
      if (existing.length === 0) {
        return Promise.resolve({
          status: 'refused',
          reason: 'None of the cited evidence exists. Cite ids such as E3.',
        });
      }
      return proposals.propose({ ...request, evidenceIds: existing });
    },
  };
}
