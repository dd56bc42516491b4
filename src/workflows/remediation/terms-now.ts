/** Under which terms something may be done now, by the policy and the catalogue as they are. */
import type { ServiceCatalog } from '../../incidents/service.js';
import type { Policy, PolicySubject } from '../../remediation/policy/policy.js';
import { findTerms, type Terms } from '../../remediation/policy/terms.js';
import type { Proposal } from '../../remediation/proposal.js';
import type { Risk } from '../../remediation/risk.js';

/** Where a catalogue does not say which environment a service is: the one that wants the most care. */
const UNKNOWN_ENVIRONMENT = 'production';

export interface TermsDeps {
  readonly catalog: () => ServiceCatalog;
  readonly policy: () => Policy;
}

export function subjectOf(
  { catalog }: Pick<TermsDeps, 'catalog'>,
  { action, service, risk }: { action: string; service: string; risk: Risk },
): PolicySubject {
  return { action, service, risk, environment: catalog().get(service)?.environment ?? UNKNOWN_ENVIRONMENT };
}

/**
 * The same for one that was proposed before, in the environment that the catalogue puts its service in by now; undefined
 * also for a proposal of an older version.
 */
export function termsOf(deps: TermsDeps, proposal: Proposal, at: Date): Terms | undefined {
  const { service } = proposal;
  return service === null ? undefined : termsNow(deps, subjectOf(deps, { ...proposal, service }), at);
}

/** Undefined when no rule speaks of it. */
export function termsNow(deps: TermsDeps, subject: PolicySubject, at: Date): Terms | undefined {
  const owner = deps.catalog().get(subject.service)?.owner ?? null;
  return findTerms(deps.policy(), subject, { owner, at });
}
