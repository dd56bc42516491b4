/** What a person sees of incidents in a channel of the local Slack, read anew at every call. */
import type { LocalSlack, Message } from '../../demo/slack/local-slack.js';

export interface IncidentChannel {
  /** The incidents' parent messages, oldest first. */
  cards(): readonly Message[];
  /** The app's messages in the thread of a card, oldest first. */
  replies(card: Message): readonly Message[];
  /** The evidence in the thread of a card. */
  evidence(card: Message): Message | undefined;
  /** The newest message in the thread that offers Approve. */
  approvable(card: Message): Message | undefined;
  /** The same message as it is now. */
  again(message: Message): Message;
  /** What one person alone was told in the channel, oldest first. */
  toldPrivately(user: string): readonly string[];
}

export function watchIncidentChannel(slack: LocalSlack, channel: string): IncidentChannel {
  const posted = () => slack.control.messages(channel).filter(({ botId }) => botId !== undefined);
  const replies = (card: Message) => posted().filter(({ threadTs }) => threadTs === card.ts);
  return {
    cards: () => posted().filter(({ threadTs }) => threadTs === undefined),
    replies,
    evidence: (card) => replies(card).find((message) => messageKey(message).startsWith('evidence:')),
    approvable: (card) => replies(card).findLast((message) => actionIds(message).includes(APPROVE)),
    again(message) {
      const found = posted().find(({ ts }) => ts === message.ts);
      if (found === undefined) throw new Error(`The message ${message.ts} is no longer in ${channel}.`);
      return found;
    },
    toldPrivately: (user) =>
      slack.control
        .messagesFor(channel, user)
        .filter(({ visibleOnlyTo }) => visibleOnlyTo === user)
        .map(visibleText),
  };
}

export const APPROVE = 'proposal.approve';
export const REJECT = 'proposal.reject';

/** Every text in the message's blocks in reading order, or its plain text when it has none. */
export function visibleText(message: Message): string {
  const found = textsIn(message.blocks ?? []).join(' ');
  return found === '' ? message.text : found;
}

/** The action ids of the message's buttons. */
export function actionIds(message: Message): readonly string[] {
  return (message.blocks ?? []).flatMap(({ elements }) =>
    Array.isArray(elements) ? elements.flatMap((element: unknown) => stringsAt(element, 'action_id')) : [],
  );
}

/** The app's own name for the message, such as `evidence:<incident>`. */
function messageKey({ metadata }: Message): string {
  return stringsAt(metadata?.['event_payload'], 'key')[0] ?? '';
}

function textsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (typeof value !== 'object' || value === null) return [];
  const own = stringsAt(value, 'text').filter((text) => text.trim() !== '');
  return [
    ...own,
    ...Object.values(value)
      .filter((field) => typeof field === 'object')
      .flatMap(textsIn),
  ];
}

function stringsAt(value: unknown, field: string): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const found: unknown = Reflect.get(value, field);
  return typeof found === 'string' ? [found] : [];
}
