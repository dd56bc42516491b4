/** How far one run of the model came, in the database. Two processes that run the same one cannot both go on. */
import type { RunJournal } from '../../agent/ports.js';
import type { Evidence } from '../../incidents/evidence.js';
import type { IncidentId } from '../../shared/ids.js';
import { fileObservation } from '../evidence/file-observation.js';
import type { SecretKeeper } from '../evidence/secret-keeper.js';
import type { Store } from '../transaction.js';

/**
 * @param keeper hides secrets in what is filed.
 * @param runId of the investigation or question.
 * @param incidentId what tools see is filed under; null when there is no incident, and then nothing may be filed.
 */
export function createRunJournal(
  { store, keeper }: { readonly store: Store; readonly keeper: SecretKeeper },
  runId: string,
  incidentId: IncidentId | null,
): RunJournal {
  let next = 1;
  return {
    async read() {
      const rows = await store.transaction((tx) => tx.runSteps.of(runId));
      next = (rows.at(-1)?.seq ?? 0) + 1;
      return rows.map(({ step }) => step);
    },
    secondsSoFar: () => store.transaction((tx) => tx.runSteps.secondsSoFar(runId)),
    append(step) {
      const seq = next;
      next += 1;
      return store.transaction((tx) => tx.runSteps.append(runId, seq, step));
    },
    file(observation, stepOf) {
      const seq = next;
      next += 1;
      return store.transaction(async (tx) => {
        if (incidentId === null) throw new Error('there is no incident to file this under');
        const evidence = await fileObservation(tx, keeper, incidentId, observation);
        await tx.runSteps.append(runId, seq, stepOf(evidence));
        return evidence;
      });
    },
    async evidence(ids) {
      if (incidentId === null || ids.length === 0) return [];
      const all: readonly Evidence[] = await store.transaction((tx) => tx.evidence.list(incidentId));
      return all.filter(({ id }) => ids.includes(id));
    },
  };
}
