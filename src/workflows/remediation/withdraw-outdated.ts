/** Makes room for a fix that is proposed again under other rules than those under which it waits. */
import { FIREWATCH, type Incident } from '../../incidents/incident.js';
import { isSameTerms, type Terms } from '../../remediation/policy/terms.js';
import type { Transaction } from '../transaction.js';
import { moveProposal } from './move-proposal.js';
import type { RemediationDeps } from './remediation-deps.js';

const OUTCOME = 'Withdrawn: it was proposed under other rules than hold now.';

/** Inside a transaction that has locked the incident. Nobody can approve what is taken back here any more. */
export async function withdrawOutdated(
  deps: Pick<RemediationDeps, 'metrics'>,
  tx: Transaction,
  { id, argumentsHash, terms }: { id: Incident['id']; argumentsHash: string; terms: Terms },
): Promise<void> {
  for (const earlier of await tx.proposals.ofIncident(id)) {
    if (earlier.status !== 'pending' || earlier.argumentsHash !== argumentsHash) continue;
    if (earlier.terms !== null && isSameTerms(earlier.terms, terms)) continue;
    await moveProposal(deps, tx, earlier, {
      from: 'pending',
      to: 'superseded',
      actor: FIREWATCH,
      kind: 'proposal.superseded',
      text: OUTCOME,
      outcome: OUTCOME,
      code: 'policy_changed',
    });
  }
}
