/** Puts a message of Slack on an incident's timeline: once, with the time it was written and who wrote it. */
import type { Actor, Incident } from '../incidents/incident.js';
import { UserInputError } from '../shared/errors.js';
import type { IncidentId } from '../shared/ids.js';
import { cut } from '../shared/text.js';
import { lockIncident } from './known-incident.js';
import type { ReadHomeDeps } from './home/read-home.js';
import type { Store, Transaction } from './transaction.js';
import type { ChosenMessage } from './use-cases/conversation.js';
import { actorOf, type Person } from './use-cases/person.js';

/** A whole log pasted into a message is not what happened in one sentence. */
const MAX_TEXT = 1000;

export interface AddToTimelineDeps {
  readonly store: Store;
  readonly linkTo: ReadHomeDeps['linkTo'];
}

export async function addToTimeline(
  deps: AddToTimelineDeps,
  by: Person,
  id: IncidentId,
  message: ChosenMessage,
): Promise<{ incident: Incident; isNew: boolean }> {
  return deps.store.transaction(async (tx) => {
    const incident = await lockIncident(tx, id);
    const entry = await appendMessage(deps, tx, by, id, message);
    if (entry) {
      await tx.audit.append({
        actor: actorOf(by),
        event: 'timeline.added',
        subject: id,
        details: { message: nameOf(message) },
      });
    }
    return { incident, isNew: entry !== undefined };
  });
}

/** Undefined when the timeline has it already. */
export async function appendMessage(
  { linkTo }: Pick<AddToTimelineDeps, 'linkTo'>,
  tx: Transaction,
  by: Person,
  id: IncidentId,
  message: ChosenMessage,
) {
  const { channelId: channel, ts, threadTs } = message;
  return tx.timeline.appendMessage({
    incidentId: id,
    at: writtenAt(message.ts),
    kind: 'note',
    actor: authorOf(message, by),
    text: cut(message.text.trim(), MAX_TEXT) || 'A message without text.',
    link: linkTo({ channel, ts, threadTs }),
    message: nameOf(message),
  });
}

const nameOf = ({ channelId, ts }: ChosenMessage) => `${channelId}:${ts}`;

/** What no person wrote, such as a bot's message, is put there by whoever chose it. */
function authorOf({ authorId }: ChosenMessage, by: Person): Actor {
  return { kind: 'person', id: authorId ?? by.slackUserId };
}

/** Slack's `ts` is seconds since the epoch. */
function writtenAt(ts: string): Date {
  const at = new Date(Number(ts) * 1000);
  if (Number.isNaN(at.getTime())) throw new UserInputError('That is not a message that Slack knows.');
  return at;
}
