/** A decision of somebody of another workspace: turned away before anything is read, and written down all the same. */
import type { Store } from '../transaction.js';
import { actorOf, type Person } from '../use-cases/person.js';
import type { StrangersDecision } from '../use-cases/remediation.js';
import { MAX_SUBJECT } from './refuse-decision.js';

export async function refuseStranger(
  { store }: { readonly store: Store },
  by: Person,
  { subject, verdict, sentence }: StrangersDecision,
): Promise<void> {
  await store.transaction((tx) =>
    tx.audit.append({
      actor: actorOf(by),
      event: 'decision.refused',
      subject: subject.slice(0, MAX_SUBJECT),
      details: { verdict, code: 'no_member', reason: sentence },
    }),
  );
}
