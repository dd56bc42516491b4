/** Forms about one incident: their first line names it, and what is sent comes back with its id. */
import type { Incident } from '../../incidents/incident.js';
import type { IncidentId } from '../../shared/ids.js';
import type { Block, MessageContent } from '../blocks/kit/block-kit.js';
import { defineModal, type Modal, type ModalRequest, type ModalSubmission } from './modal.js';
import { headingOf, incidentIdOf, incidentOf } from './subject.js';

/** What every change of an incident is asked with. */
export interface About {
  readonly incidentId: IncidentId;
  readonly requestId: string;
}

/** Fields, or what is shown in their place when there is nothing to send. */
type Below = readonly Block[] | { readonly instead: readonly Block[] };

export interface IncidentForm extends Pick<Modal, 'name' | 'title' | 'check'> {
  /** Words on the button that sends it. */
  readonly send: string;
  /** What stands below the incident's name. */
  build(incident: Incident, request: ModalRequest): Below | Promise<Below>;
  submit(about: About, submission: ModalSubmission): Promise<MessageContent>;
}

export function defineIncidentForm({ name, title, send, build, check, submit }: IncidentForm): Modal {
  return defineModal({
    name,
    title,
    async build(request) {
      const incident = incidentOf(request);
      const built = await build(incident, request);
      const [below, label] = 'instead' in built ? [built.instead, null] : [built, send];
      return { title, submit: label, blocks: [headingOf(incident), ...below] };
    },
    check,
    submit: async (submission) =>
      submit({ incidentId: incidentIdOf(submission.metadata), requestId: submission.requestId }, submission),
  });
}
