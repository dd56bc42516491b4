import type { ClaimedMessage } from './message-queue.js';
import type { MessageRequest } from './message.js';

/** What would be too many messages becomes part of another one; nothing is dropped. */
export interface MessageFolding {
  /**
   * Where more than `max` messages wait for one channel, its notes and charts become part of the channel's digest; a new
   * digest begins every `digestSeconds`. Returns how many were folded.
   */
  foldOverflow(options: { max: number; digestSeconds: number }): Promise<number>;
  /** Later notes of its incident that wait too, at most `max`, become part of this one, which may not have left yet. */
  foldNotes(message: ClaimedMessage, max: number): Promise<void>;
  /** What became part of a message, oldest first. */
  foldedInto(message: MessageRequest): Promise<readonly MessageRequest[]>;
}
