/** Mentions, direct messages, forms and joining a channel, with a whole bot behind the local workspace. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { PROMPTS } from '../../src/slack/handlers/events/home-opened.js';
import { ACTIONS } from '../../src/slack/ids.js';
import { APPROVER, CHANNEL, keyOf, textOf } from '../helpers/bot.js';
import { CHECKOUT, idOf, startWorkspace, TIMEOUT_MS, until, type Workspace } from './workspace.js';

const QUIET = 'C0QUIET';

let at: Workspace;
beforeAll(async () => {
  at = await startWorkspace();
}, TIMEOUT_MS * 2);
afterAll(() => at?.bot.close(), TIMEOUT_MS);

describe('a mention', () => {
  test(
    "in an incident's thread runs a command about that incident",
    async () => {
      await at.nextPrivate('U0BOB', () => at.inThread('@firewatch note: the cache was full'));
      expect(await at.timeline()).toContain('the cache was full');
    },
    TIMEOUT_MS,
  );

  test(
    "in an incident's thread puts a question, answered in the thread",
    async () => {
      at.inThread('@firewatch what is the likely cause here?');

      const answer = await until('the answer', () =>
        at.bot
          .messages()
          .find((message) => keyOf(message).startsWith('answer:') && message.threadTs === at.card.ts),
      );
      expect(textOf(answer).length).toBeGreaterThan(20);
    },
    TIMEOUT_MS,
  );

  test(
    'elsewhere puts a question about an incident, answered where it was asked',
    async () => {
      const asked = at.people.say({
        user: 'U0BOB',
        channel: CHECKOUT,
        text: '@firewatch what is the likely cause of INC-1?',
      });

      const answer = await until('the answer', () =>
        at.control
          .messages(CHECKOUT)
          .find((message) => keyOf(message).startsWith('answer:') && message.threadTs === asked.ts),
      );
      expect(textOf(answer).length).toBeGreaterThan(20);
    },
    TIMEOUT_MS,
  );

  test(
    'elsewhere reads, and refuses to change anything with where it works',
    async () => {
      const list = await at.nextPrivate(
        'U0BOB',
        () => at.people.say({ user: 'U0BOB', channel: CHECKOUT, text: '@firewatch list' }),
        CHECKOUT,
      );
      expect(textOf(list)).toContain('INC-1');

      const refused = await at.nextPrivate(
        'U0BOB',
        () => at.people.say({ user: 'U0BOB', channel: CHECKOUT, text: '@firewatch resolve 1' }),
        CHECKOUT,
      );
      expect(refused.text).toContain("in the incident's thread, or with `/incident resolve");
    },
    TIMEOUT_MS,
  );

  test(
    'of something that is no command and no question gets a suggestion',
    async () => {
      const told = await at.nextPrivate('U0BOB', () => at.inThread('@firewatch resovle'));
      expect(told.text).toContain('Did you mean `/incident resolve`?');
    },
    TIMEOUT_MS,
  );
});

describe('a direct message', () => {
  let direct: string;
  const answers = () => at.control.messages(direct).filter(({ botId }) => botId !== undefined);
  const sayDirectly = (text: string) => at.people.say({ user: 'U0BOB', channel: direct, text });
  beforeAll(() => {
    direct = at.people.openDirect({ user: 'U0BOB' }).channel;
  });

  test(
    'begins with suggestions',
    async () => {
      await until('suggestions', () => (at.control.agentFor('U0BOB').prompts.length > 0 ? true : undefined));
      expect(at.control.agentFor('U0BOB').prompts).toEqual(PROMPTS);
    },
    TIMEOUT_MS,
  );

  test(
    'with a question is answered in its thread, which gets a title',
    async () => {
      const asked = sayDirectly('What is broken right now?');

      const answer = await until('the answer', () => answers().find(({ threadTs }) => threadTs === asked.ts));
      expect(textOf(answer)).toContain('INC-1');
      expect(at.control.agentFor('U0BOB').threads[asked.ts]?.title).toBe('What is broken right now?');
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
      expect(textOf(at.bot.cards()[0] ?? at.card)).not.toContain('✅');
    },
    TIMEOUT_MS,
  );
});

describe('whoever joins the channel', () => {
  test(
    'is told privately what is going on; the bot itself is not, nor who comes where all is quiet',
    async () => {
      at.control.addChannel({ id: QUIET, name: 'quiet', members: [APPROVER, at.bot.slack.botUser] });
      at.people.invite({ user: APPROVER, channel: QUIET, invited: 'U0GUEST' });
      await at.control.idle();
      at.people.invite({ user: APPROVER, channel: CHANNEL, invited: 'U0GUEST' });

      const told = await until('the catch-up', () => at.toldTo('U0GUEST')[0]);
      expect(textOf(told)).toContain('INC-1');
      expect(at.toldTo(at.bot.slack.botUser)).toEqual([]);
      expect(at.toldTo('U0GUEST', QUIET)).toEqual([]);
    },
    TIMEOUT_MS,
  );
});

describe('a form', () => {
  const values = (modal: Record<string, unknown>) => modal['private_metadata'];

  test(
    'opens for a command whose words leave something open, about the incident that is meant',
    async () => {
      const modal = await at.formAfter('U0BOB', () =>
        at.people.command({ user: 'U0BOB', channel: CHANNEL, text: '/incident severity 1' }),
      );

      expect(JSON.stringify(modal)).toContain('INC-1');
      expect(values(modal)).toMatch(/^\{.*"incidentId":"[0-9a-f-]{36}"/);
      await at.people.closeView({ user: 'U0BOB', viewId: idOf(modal) });
    },
    TIMEOUT_MS,
  );

  test(
    'says what is wrong when nobody can tell which incident is meant',
    async () => {
      const modal = await at.formAfter('U0BOB', () =>
        at.people.command({ user: 'U0BOB', channel: CHANNEL, text: '/incident severity 99' }),
      );

      expect(JSON.stringify(modal)).toContain('There is no INC-99');
      expect(modal['submit'] ?? null).toBeNull();
    },
    TIMEOUT_MS,
  );

  test(
    'that Slack does not open in time is replaced by the line that does the same',
    async () => {
      at.control.faults.add({ kind: 'api_error', method: 'views.open', error: 'expired_trigger_id' });

      const told = await at.nextPrivate('U0CAROL', () =>
        at.people.command({ user: 'U0CAROL', channel: CHANNEL, text: '/incident severity 1' }),
      );
      expect(told.text).toContain('`/incident severity [12] sev1');
    },
    TIMEOUT_MS,
  );

  test(
    'opens for a button of the card, and what is sent is done once and answered privately',
    async () => {
      const modal = await at.formAfter(APPROVER, () =>
        at.people.click({
          user: APPROVER,
          channel: CHANNEL,
          ts: at.card.ts,
          actionId: ACTIONS.resolve,
        }),
      );

      const told = await at.nextPrivate(APPROVER, () =>
        at.people.submitView({ user: APPROVER, viewId: idOf(modal) }),
      );
      expect(told.text).toContain('INC-1 is resolved');
    },
    TIMEOUT_MS,
  );
});

describe('after an incident', () => {
  const ask = (text: string) =>
    at.nextPrivate('U0CAROL', () =>
      at.people.command({ user: 'U0CAROL', channel: CHANNEL, text: `/incident ${text}` }),
    );
  const open = async (title: string) => {
    const before = at.bot.cards().length;
    await at.people.command({ user: 'U0CAROL', channel: CHANNEL, text: `/incident new ${title}` });
    await until('its card', () => at.bot.cards()[before]);
  };

  test(
    'whoever asks what they missed hears of the last one',
    async () => {
      expect(textOf(await ask('catchup'))).toContain('INC-1');
    },
    TIMEOUT_MS,
  );

  test(
    'its thread is still about it, whatever else is open in the channel',
    async () => {
      await open('Search is `slow`');
      await at.nextPrivate('U0BOB', () => at.inThread('@firewatch note: the cache is twice as big now'));

      expect(await at.timeline()).toContain('the cache is twice as big now');
    },
    TIMEOUT_MS,
  );

  test(
    'a command that could be about several others names them, and nothing in their titles is code',
    async () => {
      await open('Emails are late');
      const told = await ask('ack');

      expect(told.text).toContain("This channel has INC-2 (Search is 'slow'), INC-3 (Emails are late).");
    },
    TIMEOUT_MS,
  );
});
