/** The form that approves a fix past the rules, in an emergency: it wants a reason, which everybody will read. */
import type { ProposalId } from '../../shared/ids.js';
import type { ProposalView } from '../../workflows/reading/incident-view.js';
import { hasEmergency } from '../blocks/cards/proposal-buttons.js';
import { approverSpans } from '../blocks/cards/approval-parts.js';
import { bold, glue, label, paragraph, plain, preformatted, type Line } from '../blocks/kit/block-kit.js';
import { revealHidden } from '../blocks/kit/escape.js';
import { sayAnswer } from '../commands/say.js';
import { FORMS } from '../ids.js';
import { textField, textOf } from './fields.js';
import { defineIncidentForm } from './incident-form.js';

const REASON = 'reason';
const MAX_REASON = 500;
const EFFECT = 1400;

export const breakGlassForm = defineIncidentForm({
  name: FORMS.breakGlass,
  title: 'Emergency',
  send: 'Approve and run',
  async build(incident, { metadata, useCases }) {
    const found = (await useCases.readIncident(incident.id))?.proposals.find(
      ({ proposal }) => proposal.id === metadata.subject,
    );
    if (!found || found.proposal.status !== 'pending')
      return { instead: [paragraph([glue('This fix does not wait for a decision any more.')])] };
    if (!hasEmergency(found))
      return { instead: [paragraph([glue('There is no approval past the rules for this fix now.')])] };
    return [
      paragraph([bold(found.proposal.title, 150)]),
      preformatted([bold('Runs exactly this, at once')], revealHidden(found.proposal.effect), EFFECT),
      paragraph(pastLine(found), [
        label('May do it'),
        ...approverSpans(found.emergencyApprovers),
        glue('. Everybody in the thread reads who did, and why.'),
      ]),
      textField({
        id: REASON,
        label: 'Why can it not wait?',
        isLong: true,
        isFocused: true,
        max: MAX_REASON,
        placeholder: 'Orders fail for everybody, and nobody else is awake.',
      }),
    ];
  },
  check: (values) => (textOf(values, REASON) === '' ? { [REASON]: 'Say why; everybody will read it.' } : {}),
  async submit(_, { by, values, metadata, useCases }) {
    const { subject = '', channelId = '' } = metadata;
    return sayAnswer(
      await useCases.decideProposal(by, {
        proposalId: subject as ProposalId,
        verdict: 'approve',
        channelId,
        breakGlassReason: textOf(values, REASON),
      }),
    );
  },
});

/** Which rule is set aside. */
function pastLine({ hold, proposal, approvals }: ProposalView): Line {
  if (hold?.kind === 'frozen')
    return [label('Sets aside'), glue('the freeze “'), plain(hold.name, 100), glue('”')];
  const wanted = proposal.terms?.approvals ?? 1;
  return [
    label('Sets aside'),
    glue(
      `that ${wanted} people have to approve; ${approvals.length} ${approvals.length === 1 ? 'has' : 'have'}`,
    ),
  ];
}
