/**
 * One form in Slack. It is opened empty at once, because Slack waits three seconds, and filled when what it shows has been
 * read. What is sent is checked before the ack, stored, and handled like everything else.
 */
import type { types } from '@slack/bolt';
import type { Incident } from '../../incidents/incident.js';
import type { Person, PersonUseCases } from '../../workflows/use-cases.js';
import type { MessageContent } from '../blocks/kit/block-kit.js';

/** What was entered, by block id: text, an option's value, several values, or nothing. */
export type ModalValues = Readonly<Record<string, string | readonly string[] | null>>;

/** Travels in `private_metadata`. Ids only; nothing in it is trusted. */
export interface ModalMetadata {
  /** Id of the incident; absent when the form is about none yet. */
  readonly incidentId?: string;
  /** Where the person was. */
  readonly channelId?: string;
  readonly threadTs?: string;
  /** Whatever else the form needs to remember. */
  readonly subject?: string;
  /** Beginning of the message it was opened on: untrusted text, as people read it. */
  readonly quote?: string;
}

export interface ModalRequest {
  readonly by: Person;
  /** Null for a form that is about no incident yet. */
  readonly incident: Incident | null;
  readonly metadata: ModalMetadata;
  /** What was written after the command, as a first value. */
  readonly text: string;
  readonly useCases: PersonUseCases;
}

export interface ModalSubmission {
  readonly by: Person;
  readonly requestId: string;
  readonly values: ModalValues;
  readonly metadata: ModalMetadata;
  readonly useCases: PersonUseCases;
}

export interface Modal {
  /** `callback_id`: `incident.resolve`. */
  readonly name: string;
  /** Shown while it is being filled; at most 24 characters. */
  readonly title: string;
  /** False for a form that is about no incident yet; otherwise whoever opens it finds out which one is meant. */
  readonly isAboutIncident?: boolean;
  /** Everything but type, callback_id, external_id and private_metadata, which whoever opens it adds. */
  build(request: ModalRequest): Promise<ModalContent>;
  /** Sentences by block id for what cannot be taken; empty when all is well. Pure: Slack waits. */
  check(values: ModalValues): Readonly<Record<string, string>>;
  /** Does it and answers the person. @throws UserInputError with a sentence that says what to do instead. */
  submit(submission: ModalSubmission): Promise<MessageContent>;
}

export interface ModalContent {
  /** At most 24 characters. */
  readonly title: string;
  /** Null when nothing is sent: what it shows is clicked. */
  readonly submit: string | null;
  readonly blocks: readonly types.KnownBlock[];
}

/** Returns its argument; it exists so that every form is checked where it is written. */
export function defineModal(modal: Modal): Modal {
  return modal;
}
