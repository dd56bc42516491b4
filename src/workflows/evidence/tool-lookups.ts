/** What the agent's tools may have looked up by the evidence pass's own means, about other places, times and traits. */
import type { InvestigationInput } from '../../agent/investigate.js';
import type { Incident } from '../../incidents/incident.js';
import { recallSimilar, type Present } from './measure/similar.js';
import { MAX_PAST, runEvidencePass, type EvidencePassDeps } from './run-evidence-pass.js';

export function createToolLookups(
  deps: EvidencePassDeps,
  present: Present & { readonly incident: Incident },
  now: Date,
): Pick<InvestigationInput['context'], 'lookAround' | 'recall'> {
  return {
    lookAround: ({ service, noticedAt, signal }) =>
      runEvidencePass(deps, {
        incident: { ...present.incident, service, startedAt: noticedAt },
        // Alerts name the services to look at; those of this incident would lead elsewhere.
        alerts: service === present.incident.service ? present.alerts : [],
        now,
        signal,
      }),
    async recall(added) {
      const past = await deps.store.transaction((tx) =>
        tx.pastIncidents.resolved(present.incident.id, MAX_PAST),
      );
      return recallSimilar(present, past, added);
    },
  };
}
