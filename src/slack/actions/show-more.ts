/** “Show more” under the evidence: everything, for whoever clicked. */
import { UserInputError } from '../../shared/errors.js';
import { isId, type IncidentId } from '../../shared/ids.js';
import { buildEvidenceDetails } from '../blocks/evidence-details.js';
import { ACTIONS, OTHER_VERSION } from '../ids.js';
import { defineButton } from './button.js';

export const showMore = defineButton({
  actionIds: [ACTIONS.showMore],
  async run({ value }, { useCases }) {
    // `<incident>` or `<incident>:<page>`.
    const [id = '', page = '1'] = value.split(':');
    if (!isId(id)) throw new UserInputError(OTHER_VERSION);
    const view = await useCases.readIncident(id as IncidentId);
    if (!view) throw new UserInputError('This incident is gone.');
    return buildEvidenceDetails(view, Number(page));
  },
});
