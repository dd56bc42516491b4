/** Under which terms something may be done now, by the policy and the catalogue as they are. */
import type { ServiceCatalog } from '../../incidents/service.js';
import type { Policy, PolicySubject } from '../../remediation/policy/policy.js';
import { strictestTerms } from '../../remediation/policy/strictest-terms.js';
import { findTerms, type Terms } from '../../remediation/policy/terms.js';
import type { Proposal, ProposedStep } from '../../remediation/proposal.js';

/** Where a catalogue does not say which environment a service is: the one that wants the most care. */
const UNKNOWN_ENVIRONMENT = 'production';

export interface TermsDeps {
  readonly catalog: () => ServiceCatalog;
  readonly policy: () => Policy;
}

/** What the policy is asked about: each step of a plan, else the one call. All of them are on one service. */
export function subjectsOf(
  { catalog }: Pick<TermsDeps, 'catalog'>,
  {
    service,
    steps,
    ...call
  }: Pick<ProposedStep, 'action' | 'risk'> & {
    readonly service: string;
    readonly steps: readonly ProposedStep[];
  },
): readonly PolicySubject[] {
  const environment = environmentOf({ catalog }, service);
  const calls = steps.length > 0 ? steps : [call];
  return calls.map(({ action, risk }) => ({ action, service, risk, environment }));
}

export function environmentOf({ catalog }: Pick<TermsDeps, 'catalog'>, service: string): string {
  return catalog().get(service)?.environment ?? UNKNOWN_ENVIRONMENT;
}

/**
 * The same for one that was proposed before, in the environment that the catalogue puts its service in by now; undefined
 * also for a proposal of an older version.
 */
export function termsOf(deps: TermsDeps, proposal: Proposal, at: Date): Terms | undefined {
  const { service } = proposal;
  return service === null ? undefined : termsNow(deps, subjectsOf(deps, { ...proposal, service }), at);
}

/** Undefined when no rule speaks of one of them. */
export function termsNow(deps: TermsDeps, subjects: readonly PolicySubject[], at: Date): Terms | undefined {
  const policy = deps.policy();
  return strictestTerms(
    subjects.map((subject) => {
      const owner = deps.catalog().get(subject.service)?.owner ?? null;
      return findTerms(policy, subject, { owner, at });
    }),
  );
}
