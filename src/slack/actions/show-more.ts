/** “Show more” under the evidence, and under what did not fit on a proposal: everything, for whoever clicked. */
import { UserInputError } from '../../shared/errors.js';
import { isId, type IncidentId } from '../../shared/ids.js';
import { buildEvidenceDetails } from '../blocks/cards/evidence-details.js';
import { buildProposalDetails } from '../blocks/cards/proposal-details.js';
import { ACTIONS, OTHER_VERSION } from '../ids.js';
import { defineButton } from './button.js';

export const showMore = defineButton({
  actionIds: [ACTIONS.showMore],
  async run({ value }, { useCases }) {
    // `<incident>`, `<incident>:<page>` or `<incident>:<page>:<proposal>`.
    const [id = '', page = '1', proposalId] = value.split(':');
    if (!isId(id)) throw new UserInputError(OTHER_VERSION);
    const view = await useCases.readIncident(id as IncidentId);
    if (!view) throw new UserInputError('This incident is gone.');
    if (proposalId === undefined) return buildEvidenceDetails(view, Number(page));
    const proposal = view.proposals.find((candidate) => candidate.proposal.id === proposalId);
    if (!proposal) throw new UserInputError('This proposal is gone.');
    return buildProposalDetails(proposal, Number(page));
  },
});
