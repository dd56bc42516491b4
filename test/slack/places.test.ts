/** Everything a person can do in Slack besides commands, with a whole bot behind the local workspace. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readAppManifest } from '../../demo/app-manifest.js';
import type { Message } from '../../demo/slack/local-slack.js';
import { PROMPTS } from '../../src/slack/handlers/events/home-opened.js';
import { ACTIONS, PICKERS, SHORTCUTS } from '../../src/slack/ids.js';
import {
  APPROVER,
  CHANNEL,
  findProposal,
  keyOf,
  startBot,
  textOf,
  until as untilThen,
  type Bot,
} from '../helpers/bot.js';

const TIMEOUT_MS = 60_000;
const SOON_MS = 20_000;
const CHECKOUT = 'C0CHECKOUT';

const until = <T>(what: string, look: () => T | undefined | Promise<T | undefined>) =>
  untilThen(what, look, SOON_MS);

let bot: Bot;
let card: Message;

beforeAll(async () => {
  bot = await startBot({ database: 'pglite', slack: readAppManifest() });
  await bot.slack.control.people.command({
    user: APPROVER,
    channel: CHANNEL,
    text: '/incident new Checkout fails --service checkout',
  });
  card = await until('the card', () => bot.cards()[0]);
  await until('the proposal', () => findProposal(bot));
}, TIMEOUT_MS * 2);
afterAll(() => bot?.close(), TIMEOUT_MS);

const people = () => bot.slack.control.people;
const modalOf = (user: string) => bot.slack.control.viewsFor(user).modal;
const homeOf = (user: string) => JSON.stringify(bot.slack.control.viewsFor(user).home ?? null);
/** What only one person sees, newest last. */
const toldTo = (user: string, channel = CHANNEL) =>
  bot.slack.control.messagesFor(channel, user).filter(({ visibleOnlyTo }) => visibleOnlyTo === user);
const idOf = (view: { id?: unknown } | null) => String(view?.id);

/** The form that opens, once it shows more than that it is loading. */
const formAfter = async (user: string, act: () => Promise<unknown>, tries = 3) => {
  const before = idOf(modalOf(user));
  await act();
  try {
    return await untilThen('the form', () => newForm(user, before), 5000);
  } catch (error) {
    // Slack opens forms for three seconds only, which a busy machine may need; a person clicks again.
    if (tries === 1) throw error;
    return formAfter(user, act, tries - 1);
  }
};
const newForm = (user: string, before: string) => {
  const modal = modalOf(user);
  const isFilled = modal && idOf(modal) !== before && !JSON.stringify(modal).includes('Loading');
  return isFilled ? modal : undefined;
};
const inThread = (text: string, user = 'U0BOB') =>
  people().say({ user, channel: CHANNEL, text, threadTs: card.ts });
const nextPrivate = async (user: string, act: () => unknown, channel = CHANNEL) => {
  const before = toldTo(user, channel).length;
  await act();
  return until('a private answer', () => toldTo(user, channel)[before]);
};
const timeline = async (user = 'U0CAROL') =>
  textOf(
    await nextPrivate(user, () => people().command({ user, channel: CHANNEL, text: '/incident timeline 1' })),
  );

describe('the Home tab', () => {
  test(
    'shows the queue with its reasons, what I may decide and how the bot is doing',
    async () => {
      people().openHome({ user: APPROVER });
      await until('the Home tab', () => (homeOf(APPROVER).includes('INC-1') ? true : undefined));
      const shown = homeOf(APPROVER);

      expect(shown).toContain('1 unresolved incident, by impact');
      expect(shown).toContain('checkout is tier 1');
      expect(shown).toContain('A decision waits for you');
      expect(shown).toContain(`/archives/${CHANNEL}/p`);
      expect(shown).toContain('Slack: works');
      expect(shown).toContain('Metrics: works');
      expect(shown).toContain('PagerDuty: not configured');
      expect(shown).not.toContain(ACTIONS.approveProposal);
    },
    TIMEOUT_MS,
  );

  test(
    'offers no decision to somebody who may not decide',
    async () => {
      people().openHome({ user: 'U0CAROL' });
      await until('the Home tab', () => (homeOf('U0CAROL').includes('INC-1') ? true : undefined));

      expect(homeOf('U0CAROL')).not.toContain('waits for you');
    },
    TIMEOUT_MS,
  );

  test(
    'follows what happens to incidents without being opened again',
    async () => {
      await people().command({ user: 'U0BOB', channel: CHANNEL, text: '/incident ack 1' });

      await until('the change on the Home tab', () =>
        homeOf('U0CAROL').includes('nobody on it') ? undefined : true,
      );
      expect(homeOf('U0CAROL')).toContain('U0BOB');
    },
    TIMEOUT_MS,
  );

  test(
    'opens the form for a new incident, whose services come from the catalogue',
    async () => {
      const modal = await formAfter(APPROVER, () =>
        people().clickInView({
          user: APPROVER,
          viewId: idOf(bot.slack.control.viewsFor(APPROVER).home),
          actionId: ACTIONS.newIncident,
        }),
      );
      const offered = await people().suggest({
        user: APPROVER,
        viewId: idOf(modal),
        actionId: PICKERS.service,
        query: 'sea',
      });
      expect(JSON.stringify(offered)).toContain('search');
      expect(JSON.stringify(offered)).not.toContain('checkout');

      const empty = await people().submitView({ user: APPROVER, viewId: idOf(modal), values: titled('   ') });
      expect(empty).toMatchObject({ ok: false, errors: { title: 'Say in a few words what is wrong.' } });

      const sent = await people().submitView({
        user: APPROVER,
        viewId: idOf(modal),
        values: titled('Search is slow'),
      });
      expect(sent).toEqual({ ok: true });
      await until('its card', () => bot.cards().find((one) => textOf(one).includes('Search is slow')));
    },
    TIMEOUT_MS,
  );
});

const titled = (title: string) => ({ title: { title } });

describe('shortcuts', () => {
  test(
    'make an incident of a message, which its thread quotes',
    async () => {
      const said = people().say({ user: 'U0CAROL', channel: CHECKOUT, text: 'customers cannot pay <now>' });
      const modal = await formAfter('U0BOB', () =>
        people().shortcut({
          user: 'U0BOB',
          callbackId: SHORTCUTS.incidentFromMessage,
          channel: CHECKOUT,
          ts: said.ts,
        }),
      );
      expect(JSON.stringify(modal)).toContain('customers cannot pay <now>');

      const told = await nextPrivate(
        'U0BOB',
        () => people().submitView({ user: 'U0BOB', viewId: idOf(modal) }),
        CHECKOUT,
      );
      expect(told.text).toMatch(/INC-\d+ is open/);
      const quoting = await until('the quotation', () =>
        bot
          .messages()
          .find((message) => keyOf(message).startsWith('note:') && textOf(message).includes('pay')),
      );
      expect(textOf(quoting)).toContain('<@U0CAROL>');
    },
    TIMEOUT_MS,
  );

  test(
    'put a message of the thread on the timeline with its author, once',
    async () => {
      const said = inThread('I restarted the cache', 'U0CAROL');
      const add = () =>
        people().shortcut({
          user: 'U0BOB',
          callbackId: SHORTCUTS.addToTimeline,
          channel: CHANNEL,
          ts: said.ts,
        });
      expect(JSON.stringify(await formAfter('U0BOB', add))).toContain('is on the timeline of INC-1');
      expect(JSON.stringify(await formAfter('U0BOB', add))).toContain('was on the timeline of INC-1');
      expect((await timeline()).split('I restarted the cache')).toHaveLength(2);
    },
    TIMEOUT_MS,
  );

  test(
    'ask which incident when the message is elsewhere',
    async () => {
      const said = people().say({ user: 'U0CAROL', channel: CHECKOUT, text: 'the queue was full at noon' });
      const modal = await formAfter('U0BOB', () =>
        people().shortcut({
          user: 'U0BOB',
          callbackId: SHORTCUTS.addToTimeline,
          channel: CHECKOUT,
          ts: said.ts,
        }),
      );
      const offered = await people().suggest({
        user: 'U0BOB',
        viewId: idOf(modal),
        actionId: PICKERS.incident,
        query: 'inc-1',
      });
      const [first] = offered.options as readonly { value: string }[];
      await people().submitView({
        user: 'U0BOB',
        viewId: idOf(modal),
        values: { incident: { [PICKERS.incident]: first?.value ?? '' } },
      });
      await until('it on the timeline', async () =>
        (await timeline()).includes('the queue was full at noon') ? true : undefined,
      );
    },
    TIMEOUT_MS,
  );

  test(
    'open the form for a new incident from anywhere',
    async () => {
      const modal = await formAfter('U0CAROL', () =>
        people().shortcut({ user: 'U0CAROL', callbackId: SHORTCUTS.newIncident }),
      );

      expect(JSON.stringify(modal)).toContain('What is wrong?');
      await people().closeView({ user: 'U0CAROL', viewId: idOf(modal) });
    },
    TIMEOUT_MS,
  );

  test(
    'answer in words when Slack does not open the form in time',
    async () => {
      const said = people().say({ user: 'U0CAROL', channel: CHECKOUT, text: 'late' });
      bot.slack.control.faults.add({ kind: 'api_error', method: 'views.open', error: 'expired_trigger_id' });

      const told = await nextPrivate(
        'U0CAROL',
        () =>
          people().shortcut({
            user: 'U0CAROL',
            callbackId: SHORTCUTS.incidentFromMessage,
            channel: CHECKOUT,
            ts: said.ts,
          }),
        CHECKOUT,
      );
      expect(told.text).toContain('/incident new');
    },
    TIMEOUT_MS,
  );
});

describe('an emoji', () => {
  test(
    'puts a message of the thread on the timeline, and leaves it there when it is taken off',
    async () => {
      const said = inThread('rolled back to v41');
      const react = (user: string) =>
        people().toggleReaction({ user, channel: CHANNEL, ts: said.ts, name: 'pushpin' });

      const told = await nextPrivate('U0CAROL', () => react('U0CAROL'));
      expect(told.text).toBe('The message is on the timeline of INC-1.');
      react('U0CAROL');
      react(APPROVER);
      await bot.slack.control.idle();
      const shown = await timeline();
      expect(shown.split('rolled back to v41')).toHaveLength(2);
      expect(shown).toContain('U0BOB');
    },
    TIMEOUT_MS,
  );

  test(
    'of another name, or elsewhere, does nothing',
    async () => {
      const here = inThread('only a joke');
      const elsewhere = people().say({ user: 'U0CAROL', channel: CHECKOUT, text: 'lunch?' });
      people().toggleReaction({ user: 'U0BOB', channel: CHANNEL, ts: here.ts, name: 'eyes' });
      people().toggleReaction({ user: 'U0BOB', channel: CHECKOUT, ts: elsewhere.ts, name: 'pushpin' });
      await bot.slack.control.idle();

      const shown = await timeline();
      expect(shown).not.toContain('only a joke');
      expect(shown).not.toContain('lunch');
    },
    TIMEOUT_MS,
  );
});

describe('a mention', () => {
  test(
    "in an incident's thread runs a command about that incident",
    async () => {
      await nextPrivate('U0BOB', () => inThread('@firewatch note the cache was full'));
      expect(await timeline()).toContain('the cache was full');
    },
    TIMEOUT_MS,
  );

  test(
    "in an incident's thread puts a question, answered in the thread",
    async () => {
      inThread('@firewatch what is the likely cause here?');

      const answer = await until('the answer', () =>
        bot
          .messages()
          .find((message) => keyOf(message).startsWith('answer:') && message.threadTs === card.ts),
      );
      expect(textOf(answer).length).toBeGreaterThan(20);
    },
    TIMEOUT_MS,
  );

  test(
    'elsewhere reads, and refuses to change anything with where it works',
    async () => {
      const list = await nextPrivate(
        'U0BOB',
        () => people().say({ user: 'U0BOB', channel: CHECKOUT, text: '@firewatch list' }),
        CHECKOUT,
      );
      expect(textOf(list)).toContain('INC-1');

      const refused = await nextPrivate(
        'U0BOB',
        () => people().say({ user: 'U0BOB', channel: CHECKOUT, text: '@firewatch resolve 1' }),
        CHECKOUT,
      );
      expect(refused.text).toContain("in the incident's thread, or with `/incident resolve");
    },
    TIMEOUT_MS,
  );

  test(
    'of something that is no command and no question gets a suggestion',
    async () => {
      const told = await nextPrivate('U0BOB', () => inThread('@firewatch resovle'));
      expect(told.text).toContain('Did you mean `/incident resolve`?');
    },
    TIMEOUT_MS,
  );
});

describe('a direct message', () => {
  let direct: string;
  const answers = () => bot.slack.control.messages(direct).filter(({ botId }) => botId !== undefined);
  const sayDirectly = (text: string) => people().say({ user: 'U0BOB', channel: direct, text });
  beforeAll(() => {
    direct = people().openDirect({ user: 'U0BOB' }).channel;
  });

  test(
    'begins with suggestions',
    async () => {
      await until('suggestions', () =>
        bot.slack.control.agentFor('U0BOB').prompts.length > 0 ? true : undefined,
      );
      expect(bot.slack.control.agentFor('U0BOB').prompts).toEqual(PROMPTS);
    },
    TIMEOUT_MS,
  );

  test(
    'with a question is answered in its thread, which gets a title',
    async () => {
      const asked = sayDirectly('What is broken right now?');

      const answer = await until('the answer', () => answers().find(({ threadTs }) => threadTs === asked.ts));
      expect(textOf(answer)).toContain('INC-1');
      expect(bot.slack.control.agentFor('U0BOB').threads[asked.ts]?.title).toBe('What is broken right now?');
    },
    TIMEOUT_MS,
  );

  test(
    'with a reading command is answered in its thread',
    async () => {
      const asked = sayDirectly('list');

      const answer = await until('the list', () => answers().find(({ threadTs }) => threadTs === asked.ts));
      expect(textOf(answer)).toContain('INC-1');
    },
    TIMEOUT_MS,
  );

  test(
    'that would change something is refused with where it works',
    async () => {
      const asked = sayDirectly('resolve 1');

      const answer = await until('the refusal', () =>
        answers().find(({ threadTs }) => threadTs === asked.ts),
      );
      expect(answer.text).toContain("in the incident's thread");
      expect(textOf(bot.cards()[0] ?? card)).not.toContain('✅');
    },
    TIMEOUT_MS,
  );
});

describe('whoever joins the channel', () => {
  test(
    'is told privately what is going on; the bot itself is not',
    async () => {
      people().invite({ user: APPROVER, channel: CHANNEL, invited: 'U0GUEST' });

      const told = await until('the catch-up', () => toldTo('U0GUEST')[0]);
      expect(textOf(told)).toContain('INC-1');
      expect(toldTo(bot.slack.botUser)).toEqual([]);
    },
    TIMEOUT_MS,
  );
});
