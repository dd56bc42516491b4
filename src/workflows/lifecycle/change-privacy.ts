/** Keeps an incident away from language models, or lets them see it again. */
import { UserInputError } from '../../shared/errors.js';
import type { Change, LifecycleUseCases } from '../use-cases/lifecycle.js';
import type { Person } from '../use-cases/person.js';
import { changeIncident, type ChangeDeps } from './change-incident.js';

const MAX_REASON = 300;

/** @throws UserInputError when models shall see it and nobody says why. */
export async function changePrivacy(
  deps: ChangeDeps,
  by: Person,
  request: Parameters<LifecycleUseCases['changePrivacy']>[1],
): Promise<Change> {
  const { isPrivate } = request;
  const reason = request.reason?.trim() ?? '';
  // Keeping quiet needs no reason. Telling does: what was sent cannot be taken back.
  if (!isPrivate && reason === '')
    throw new UserInputError('Say why models may see it, because what they were shown cannot be taken back.');
  if (reason.length > MAX_REASON)
    throw new UserInputError(`The reason is ${reason.length} characters long; ${MAX_REASON} fit.`);

  return changeIncident(deps, by, request, async (_tx, incident) => {
    if (incident.isPrivate === isPrivate) return null;
    const because = reason === '' ? '.' : `: ${reason}`;
    return {
      incident: { ...incident, isPrivate },
      kind: 'privacy.changed',
      text: isPrivate
        ? `Private now; no language model is shown anything of it any more${because}`
        : `Not private any more; language models may see it${because}`,
      isSaid: true,
      details: { isPrivate, reason: reason === '' ? null : reason },
    };
  });
}
