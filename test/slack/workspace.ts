/** A whole bot behind the local workspace, with one incident and a proposal, and what people do and see there. */
import type { Message } from '../../demo/slack/local-slack.js';
import { readAppManifest } from '../../demo/app-manifest.js';
import {
  alertOf,
  APPROVER,
  CHANNEL,
  findProposal,
  formAfter,
  startBot,
  textOf,
  until as untilThen,
  webhookOf,
  WEBHOOK,
  type Bot,
} from '../helpers/bot.js';

export const TIMEOUT_MS = 60_000;
export const CHECKOUT = 'C0CHECKOUT';
const SOON_MS = 20_000;

export const until = <T>(what: string, look: () => T | undefined | Promise<T | undefined>) =>
  untilThen(what, look, SOON_MS);
export const idOf = (view: { id?: unknown } | null) => String(view?.id);

/** An alert, its incident and the proposal in its thread. */
export async function openIncident(bot: Bot): Promise<void> {
  await bot.post(WEBHOOK, webhookOf(alertOf()));
  await untilThen('a proposal in the thread', () => findProposal(bot));
}

export type Workspace = Awaited<ReturnType<typeof startWorkspace>>;

export async function startWorkspace() {
  const bot = await startBot({ database: 'either', slack: readAppManifest() });
  const { control } = bot.slack;
  const { people } = control;
  await people.command({
    user: APPROVER,
    channel: CHANNEL,
    text: '/incident new Checkout fails --service checkout',
  });
  const card: Message = await untilThen('the card', () => bot.cards()[0]);
  await untilThen('the proposal', () => findProposal(bot));

  const modalOf = (user: string) => control.viewsFor(user).modal;
  /** What only one person sees, newest last. */
  const toldTo = (user: string, channel = CHANNEL) =>
    control.messagesFor(channel, user).filter(({ visibleOnlyTo }) => visibleOnlyTo === user);
  const nextPrivate = async (user: string, act: () => unknown, channel = CHANNEL) => {
    const before = toldTo(user, channel).length;
    await act();
    return until('a private answer', () => toldTo(user, channel)[before]);
  };

  return {
    bot,
    card,
    control,
    people,
    modalOf,
    toldTo,
    nextPrivate,
    homeOf: (user: string) => JSON.stringify(control.viewsFor(user).home ?? null),
    inThread: (text: string, user = 'U0BOB') =>
      people.say({ user, channel: CHANNEL, text, threadTs: card.ts }),
    timeline: async (user = 'U0CAROL') =>
      textOf(
        await nextPrivate(user, () =>
          people.command({ user, channel: CHANNEL, text: '/incident timeline 1' }),
        ),
      ),
    /** The form that opens, once it shows more than that it is loading. */
    formAfter: (user: string, act: () => Promise<unknown>) => formAfter(bot, user, act),
  };
}
