/** Somebody writes something down: on the timeline, and said in the thread. */
import type { Change, LifecycleUseCases } from '../use-cases/lifecycle.js';
import type { Doer } from '../use-cases/person.js';
import { changeIncident, type ChangeDeps } from './change-incident.js';
import { readStatement } from './read-statement.js';

/** @throws UserInputError when nothing is said, or too much. */
export async function addNote(
  deps: ChangeDeps,
  by: Doer,
  request: Parameters<LifecycleUseCases['addNote']>[1],
): Promise<Change> {
  const text = readStatement(request.text, 'note');
  return changeIncident(deps, by, request, async (_tx, incident) => ({
    incident,
    kind: 'note',
    text,
    isSaid: true,
  }));
}
