/** Which incident a form is about: as it is opened, and as it comes back. */
import { incidentLabel, type Incident } from '../../incidents/incident.js';
import { UserInputError } from '../../shared/errors.js';
import { isId, type IncidentId } from '../../shared/ids.js';
import { bold, glue, paragraph, plain, type Block } from '../blocks/kit/block-kit.js';
import { OTHER_VERSION } from '../ids.js';
import type { ModalMetadata, ModalRequest } from './modal.js';

const TITLE = 150;

/** @throws UserInputError when it is about none. */
export function incidentOf({ incident }: Pick<ModalRequest, 'incident'>): Incident {
  if (incident) return incident;
  throw new UserInputError('Say which incident is meant, for example by its number after the command.');
}

/** @throws UserInputError when the form is another version's. */
export function incidentIdOf({ incidentId }: ModalMetadata): IncidentId {
  if (incidentId !== undefined && isId(incidentId)) return incidentId as IncidentId;
  throw new UserInputError(OTHER_VERSION);
}

/** The form's first line. */
export function headingOf(incident: Incident): Block {
  return paragraph([
    bold(incidentLabel(incident)),
    glue(' '),
    plain(incident.title, TITLE),
    glue(` · ${incident.severity} · ${incident.status}`),
  ]);
}
