/** One kind of sender: how it proves who it is, and what its payload means in our own words. One per file in `sources`. */
import type { IncomingHttpHeaders } from 'node:http';
import type { Alert } from '../incidents/alert.js';
import type { Change } from '../incidents/change.js';
import type { PagingEvent } from '../incidents/paging/paging-event.js';

/** What a payload told. */
export interface Received {
  readonly alerts?: readonly Alert[];
  readonly changes?: readonly Change[];
  /** Of incidents in the paging system: told, not believed. */
  readonly pagingEvents?: readonly PagingEvent[];
  /** One sentence for each part that could not be read; the rest is taken. */
  readonly problems?: readonly string[];
  /** Why less came than there is, for the log. */
  readonly warning?: string;
  /** The sender left out what can be looked up there. */
  readonly isCut?: true;
  /**
   * Has to succeed before the sender is answered, because it asked whether we want to hear from it.
   * @throws UpstreamError when it may succeed later; UserInputError when it never will.
   */
  readonly confirm?: () => Promise<void>;
}

/** One request as it came. */
export interface Delivery {
  readonly headers: IncomingHttpHeaders;
  /** Byte for byte: what signatures are made of. */
  readonly body: Buffer;
  readonly receivedAt: Date;
}

export interface Source {
  /** `Alert.source` of what it sends, and the label of its metrics: `alertmanager`. */
  readonly name: string;
  /** Of its route: `/webhooks/alertmanager`. */
  readonly path: string;
  /** How to switch it on, as a sentence: set while it is off, and then its path answers 404 with it. */
  readonly off?: string | undefined;
  /** The scheme that a refusal names in `WWW-Authenticate`, where it has one. */
  readonly challenge?: string;
  /** What to send, as a sentence, when this cannot be from the sender. Asked before the body is read. */
  admit(headers: IncomingHttpHeaders): string | undefined;
  /**
   * For senders that sign the body: what to set, as a sentence, when this is not from the sender or not as it was sent.
   * @throws UpstreamError when it cannot be found out now; the sender is asked to repeat it.
   */
  verify?(delivery: Delivery): Promise<string | undefined> | string | undefined;
  /**
   * Pure. Nothing at all is an answer too: many senders announce what is of no interest here.
   * @throws UserInputError when nothing of it can be used.
   */
  read(delivery: Delivery): Received;
  /** What the sender would put on a request with this body, so that a kept payload can be sent again. */
  sign(body: Buffer): Readonly<Record<string, string>>;
}

/** `Source.off` of one that needs a variable. */
export function offWithout(variable: string, isSet: boolean): string | undefined {
  return isSet ? undefined : `Nothing is taken here: set ${variable} and start Firewatch again.`;
}
