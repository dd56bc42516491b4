/** One kind of sender: how it proves who it is, and what its payload means in our own words. One per file in `sources`. */
import type { IncomingHttpHeaders } from 'node:http';
import type { Alert } from '../incidents/alert.js';
import type { Change } from '../incidents/change.js';

/** What a payload told. */
export interface Received {
  readonly alerts?: readonly Alert[];
  readonly changes?: readonly Change[];
  /** One sentence for each part that could not be read; the rest is taken. */
  readonly problems?: readonly string[];
  /** Why less came than there is, for the log. */
  readonly warning?: string;
}

/** One request as it came. */
export interface Delivery {
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly receivedAt: Date;
}

export interface Source {
  /** `Alert.source` of what it sends, and the label of its metrics: `alertmanager`. */
  readonly name: string;
  /** Of its route: `/webhooks/alertmanager`. */
  readonly path: string;
  /** What to send, as a sentence, when this cannot be from the sender. Asked before the body is read. */
  admit(headers: IncomingHttpHeaders): string | undefined;
  /**
   * Pure. Nothing at all is an answer too: many senders announce what is of no interest here.
   * @throws UserInputError when nothing of it can be used.
   */
  read(delivery: Delivery): Received;
  /** What the sender would put on a request, so that a kept payload can be sent again. */
  sign(): Readonly<Record<string, string>>;
}
