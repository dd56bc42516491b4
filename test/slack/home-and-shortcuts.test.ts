/** The Home tab, shortcuts and the emoji, with a whole bot behind the local workspace. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ACTIONS, PICKERS, SHORTCUTS } from '../../src/slack/ids.js';
import { alertOf, APPROVER, CHANNEL, keyOf, textOf, webhookOf, WEBHOOK } from '../helpers/bot.js';
import { CHECKOUT, idOf, startWorkspace, TIMEOUT_MS, until, type Workspace } from './workspace.js';

let at: Workspace;
beforeAll(async () => {
  at = await startWorkspace();
}, TIMEOUT_MS * 2);
afterAll(() => at?.bot.close(), TIMEOUT_MS);

const titled = (title: string) => ({ title: { title } });

describe('the Home tab', () => {
  test(
    'shows the queue with its reasons, what I may decide and how the bot is doing',
    async () => {
      at.people.openHome({ user: APPROVER });
      await until('the Home tab', () => (at.homeOf(APPROVER).includes('INC-1') ? true : undefined));
      const shown = at.homeOf(APPROVER);

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
      at.people.openHome({ user: 'U0CAROL' });
      await until('the Home tab', () => (at.homeOf('U0CAROL').includes('INC-1') ? true : undefined));

      expect(at.homeOf('U0CAROL')).not.toContain('waits for you');
    },
    TIMEOUT_MS,
  );

  test(
    'follows what happens to incidents without being opened again',
    async () => {
      await at.people.command({ user: 'U0BOB', channel: CHANNEL, text: '/incident ack 1' });

      await until('the change on the Home tab', () =>
        at.homeOf('U0CAROL').includes('nobody on it') ? undefined : true,
      );
      expect(at.homeOf('U0CAROL')).toContain('U0BOB');
    },
    TIMEOUT_MS,
  );

  test(
    'shows what is under maintenance, and the alerts that wait for its end',
    async () => {
      const by = { user: 'U0BOB', channel: CHANNEL };
      await at.people.command({ ...by, text: '/incident maintenance search 2h database upgrade' });
      await until('the window', async () => {
        at.people.openHome({ user: APPROVER });
        return at.homeOf(APPROVER).includes('Under maintenance') ? true : undefined;
      });
      await at.bot.post(
        WEBHOOK,
        webhookOf(alertOf({ labels: { alertname: 'SearchSlow', service: 'search' } })),
      );

      await until('the alert on the Home tab', async () => {
        at.people.openHome({ user: APPROVER });
        return at.homeOf(APPROVER).includes('SearchSlow for search') ? true : undefined;
      });
      expect(at.homeOf(APPROVER)).toContain('maintenance: database upgrade');
      expect(at.homeOf(APPROVER)).toContain('1 unresolved incident');
    },
    TIMEOUT_MS,
  );

  test(
    'opens the form for a new incident, whose services come from the catalogue',
    async () => {
      const modal = await at.formAfter(APPROVER, () =>
        at.people.clickInView({
          user: APPROVER,
          viewId: idOf(at.control.viewsFor(APPROVER).home),
          actionId: ACTIONS.newIncident,
        }),
      );
      const offered = await at.people.suggest({
        user: APPROVER,
        viewId: idOf(modal),
        actionId: PICKERS.service,
        query: 'sea',
      });
      expect(JSON.stringify(offered)).toContain('search');
      expect(JSON.stringify(offered)).not.toContain('checkout');

      const empty = await at.people.submitView({
        user: APPROVER,
        viewId: idOf(modal),
        values: titled('   '),
      });
      expect(empty).toMatchObject({ ok: false, errors: { title: 'Say in a few words what is wrong.' } });

      const sent = await at.people.submitView({
        user: APPROVER,
        viewId: idOf(modal),
        values: {
          ...titled('Results come late'),
          service: { [PICKERS.service]: 'search' },
          summary: { summary: 'since noon' },
        },
      });
      expect(sent).toEqual({ ok: true });
      const card = await until('its card', () =>
        at.bot.cards().find((one) => textOf(one).includes('Results come late')),
      );
      await until('its service', () =>
        at.bot.cards().find((one) => one.ts === card.ts && textOf(one).includes('search is tier')),
      );
      await until('what is known so far', () =>
        at.bot.messages().find((one) => one.threadTs === card.ts && textOf(one).includes('since noon')),
      );
    },
    TIMEOUT_MS,
  );
});

describe('shortcuts', () => {
  test(
    'make an incident of a message, which its thread quotes',
    async () => {
      const said = at.people.say({ user: 'U0CAROL', channel: CHECKOUT, text: 'customers cannot pay <now>' });
      const modal = await at.formAfter('U0BOB', () =>
        at.people.shortcut({
          user: 'U0BOB',
          callbackId: SHORTCUTS.incidentFromMessage,
          channel: CHECKOUT,
          ts: said.ts,
        }),
      );
      expect(JSON.stringify(modal)).toContain('customers cannot pay <now>');

      const told = await at.nextPrivate(
        'U0BOB',
        () => at.people.submitView({ user: 'U0BOB', viewId: idOf(modal) }),
        CHECKOUT,
      );
      expect(told.text).toMatch(/INC-\d+ is open/);
      const quoting = await until('the quotation', () =>
        at.bot
          .messages()
          .find((message) => keyOf(message).startsWith('note:') && textOf(message).includes('pay')),
      );
      expect(textOf(quoting)).toContain('<@U0CAROL>');
      expect(textOf(quoting)).toContain('customers cannot pay &lt;now&gt;');
    },
    TIMEOUT_MS,
  );

  test(
    'put a message of the thread on the timeline with its author, once',
    async () => {
      const said = at.inThread('I restarted the cache', 'U0CAROL');
      const add = () =>
        at.people.shortcut({
          user: 'U0BOB',
          callbackId: SHORTCUTS.addToTimeline,
          channel: CHANNEL,
          ts: said.ts,
        });
      expect(JSON.stringify(await at.formAfter('U0BOB', add))).toContain('is on the timeline of INC-1');
      expect(JSON.stringify(await at.formAfter('U0BOB', add))).toContain('was on the timeline of INC-1');
      expect((await at.timeline()).split('I restarted the cache')).toHaveLength(2);
    },
    TIMEOUT_MS,
  );

  test(
    'ask which incident when the message is elsewhere',
    async () => {
      const said = at.people.say({ user: 'U0CAROL', channel: CHECKOUT, text: 'the queue was full at noon' });
      const modal = await at.formAfter('U0BOB', () =>
        at.people.shortcut({
          user: 'U0BOB',
          callbackId: SHORTCUTS.addToTimeline,
          channel: CHECKOUT,
          ts: said.ts,
        }),
      );
      const offered = await at.people.suggest({
        user: 'U0BOB',
        viewId: idOf(modal),
        actionId: PICKERS.incident,
        query: 'inc-1',
      });
      const [first] = offered.options as readonly { value: string }[];
      await at.people.submitView({
        user: 'U0BOB',
        viewId: idOf(modal),
        values: { incident: { [PICKERS.incident]: first?.value ?? '' } },
      });
      const shown = await until('it on the timeline', async () => {
        const entries = await at.timeline();
        return entries.includes('the queue was full at noon') ? entries : undefined;
      });
      expect(shown).toContain('U0CAROL');
    },
    TIMEOUT_MS,
  );

  test(
    'open the form for a new incident from anywhere',
    async () => {
      const modal = await at.formAfter('U0CAROL', () =>
        at.people.shortcut({ user: 'U0CAROL', callbackId: SHORTCUTS.newIncident }),
      );

      expect(JSON.stringify(modal)).toContain('What is wrong?');
      await at.people.closeView({ user: 'U0CAROL', viewId: idOf(modal) });
    },
    TIMEOUT_MS,
  );

  test(
    'answer in words when Slack does not open the form in time',
    async () => {
      const said = at.people.say({ user: 'U0CAROL', channel: CHECKOUT, text: 'late' });
      at.control.faults.add({ kind: 'api_error', method: 'views.open', error: 'expired_trigger_id' });

      const told = await at.nextPrivate(
        'U0CAROL',
        () =>
          at.people.shortcut({
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
      const said = at.inThread('rolled back to v41');
      const react = (user: string) =>
        at.people.toggleReaction({ user, channel: CHANNEL, ts: said.ts, name: 'pushpin' });

      const told = await at.nextPrivate('U0CAROL', () => react('U0CAROL'));
      expect(told.text).toBe('The message is on the timeline of INC-1.');
      react('U0CAROL');
      const toldBefore = at.toldTo(APPROVER).length;
      react(APPROVER);
      await at.control.idle();
      const shown = await at.timeline();
      expect(shown.split('rolled back to v41')).toHaveLength(2);
      expect(at.toldTo(APPROVER)).toHaveLength(toldBefore);
      expect(shown).toContain('U0BOB');
    },
    TIMEOUT_MS,
  );

  test(
    'of another name, or elsewhere, does nothing',
    async () => {
      const here = at.inThread('only a joke');
      const elsewhere = at.people.say({ user: 'U0CAROL', channel: CHECKOUT, text: 'lunch?' });
      at.people.toggleReaction({ user: 'U0BOB', channel: CHANNEL, ts: here.ts, name: 'eyes' });
      at.people.toggleReaction({ user: 'U0BOB', channel: CHECKOUT, ts: elsewhere.ts, name: 'pushpin' });
      await at.control.idle();

      const shown = await at.timeline();
      expect(shown).not.toContain('only a joke');
      expect(shown).not.toContain('lunch');
    },
    TIMEOUT_MS,
  );
});
