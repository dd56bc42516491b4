/** A person knows better than the formula how much it hurts; or takes that back. */
import { UserInputError } from '../../shared/errors.js';
import type { Change, LifecycleUseCases } from '../use-cases/lifecycle.js';
import type { Person } from '../use-cases/person.js';
import { changeIncident, type ChangeDeps } from './change-incident.js';

const MAX_REASON = 300;

/** @throws UserInputError when the score is none, or nobody says why. */
export async function changePriority(
  deps: ChangeDeps,
  by: Person,
  request: Parameters<LifecycleUseCases['changePriority']>[1],
): Promise<Change> {
  const { score } = request;
  const reason = request.reason.trim();
  if (score !== null && !(Number.isInteger(score) && score >= 0 && score <= 100))
    throw new UserInputError(
      'The score is a whole number from 0 (nobody notices) to 100 (everybody is hurt).',
    );
  if (score !== null && reason === '')
    throw new UserInputError('Say why, because the reason is shown wherever the score is.');
  if (reason.length > MAX_REASON)
    throw new UserInputError(`The reason is ${reason.length} characters long; ${MAX_REASON} fit.`);

  return changeIncident(deps, by, request, async (_tx, incident, { actor, now }) => {
    const before = incident.impactOverride;
    if (score === null ? before === null : before?.score === score && before.reason === reason) return null;
    const computed = incident.impact ? `${incident.impact.score}/100` : 'not known yet';
    return {
      incident: {
        ...incident,
        impactOverride: score === null ? null : { score, reason, by: actor, at: now },
      },
      kind: 'priority.changed',
      text:
        score === null
          ? `Impact as computed again: ${computed}.`
          : `Impact set to ${score}/100 (computed: ${computed}): ${reason}`,
      isSaid: true,
      details: { from: before?.score ?? null, to: score, reason: score === null ? null : reason },
    };
  });
}
