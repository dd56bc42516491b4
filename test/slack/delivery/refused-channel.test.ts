import { describe, expect, test } from '@jest/globals';
import { silentLogger } from '../../../src/observability/logger.js';
import type { IncidentId } from '../../../src/shared/ids.js';
import { showElsewhere } from '../../../src/workflows/messages/show-elsewhere.js';
import { card, CHANNEL, newIncident, note, OTHER, until, useEngine, type EngineOptions } from './engine.js';

const { messages, openEngine, settled } = useEngine();

/** Nobody made it. */
const NOWHERE = '#checkout-incidents';
/** The bot is not in it. */
const GENERAL = 'C0GENERAL';

const open = (options: EngineOptions = {}) =>
  openEngine({ defaultChannel: '#incidents', settings: { refusedMs: 100, maxRefusedTries: 3 }, ...options });
const incidentOf = async (id: IncidentId) =>
  (await messages.query('SELECT channel FROM firewatch.incidents WHERE id = $1', [id]))[0];
const said = async (id: IncidentId) =>
  (await messages.query('SELECT text FROM firewatch.timeline WHERE incident_id = $1 ORDER BY id', [id])).map(
    ({ text }) => text,
  );

describe('a new incident whose channel takes no messages', () => {
  test('is shown in the default channel with its thread, says why, and is known there', async () => {
    const { texts, postedTo, build, lines, metrics, shown } = await open();
    const incident = newIncident();
    await messages.touch(card(incident), NOWHERE);
    await messages.touch({ kind: 'evidence', incidentId: incident, subjectId: null }, NOWHERE);
    await build().start();
    await settled('shown');
    shown.text = 'later';
    await messages.touch(card(incident), NOWHERE);
    await messages.touch(note(incident, '77'), NOWHERE);
    await settled('and kept up to date');

    expect(texts()).toEqual(['incident_card later', 'evidence first', 'note first', 'note later']);
    expect(await said(incident)).toEqual([
      '#checkout-incidents does not exist or Firewatch is not in it, so this incident is shown here instead. Create it and invite Firewatch there, or change its channel in the catalogue.',
    ]);
    expect(await incidentOf(incident)).toEqual({ channel: CHANNEL });
    expect(await messages.row(card(incident))).toMatchObject({ channel: CHANNEL, error: null, attempts: 0 });
    expect(postedTo().filter((channel) => channel === NOWHERE)).toHaveLength(1);
    expect(lines.join('')).toContain('it is shown in the default channel');
    expect(await metrics.registry.metrics()).toContain('kind="incident_card",result="moved"} 1');
  });

  test.each([
    ['not_in_channel', 'Firewatch is not in C0CHECKOUT'],
    ['is_archived', 'C0CHECKOUT is archived'],
    ['restricted_action', 'Firewatch may not post in C0CHECKOUT'],
  ])('is shown there after %s', async (error, what) => {
    const { slack, texts, build } = await open();
    slack.control.faults.add({ kind: 'api_error', method: 'chat.postMessage', error });
    const incident = newIncident();
    await messages.touch(card(incident), OTHER);
    await build().start();
    await settled('shown');

    expect(texts()).toEqual(['incident_card first', 'note first']);
    expect(texts(OTHER)).toEqual([]);
    expect((await said(incident))[0]).toContain(what);
  });

  test('names the service whose annotation is to be changed', async () => {
    const { build } = await open();
    const incident = newIncident();
    await messages.touch(card(incident), NOWHERE);
    await messages.query("UPDATE firewatch.incidents SET service = 'checkout'");
    await build().start();
    await settled('shown');

    expect((await said(incident))[0]).toContain('change the channel of checkout in the catalogue');
  });

  test('waits as before when the default channel refuses it, too', async () => {
    const { postedTo, build } = await open({ defaultChannel: '#nowhere-either' });
    const incident = newIncident();
    await messages.touch(card(incident), NOWHERE);
    await build().start();
    await until(async () => (await messages.row(card(incident))).isAbandoned, 'given up');

    expect(postedTo()).toEqual([NOWHERE, ...Array<string>(3).fill('#nowhere-either')]);
    expect((await messages.row(card(incident))).error).toContain('channel_not_found');
    expect(await said(incident)).toHaveLength(1);
  });

  test('waits for its own channel when it is private, or has become part of a private one', async () => {
    const { texts, build } = await open();
    const [hidden, part] = [newIncident(), newIncident()];
    await messages.touch(card(hidden), GENERAL);
    await messages.touch(card(part), GENERAL);
    await messages.query('UPDATE firewatch.incidents SET is_private = true WHERE id = $1', [hidden]);
    await messages.query(
      `UPDATE firewatch.incidents SET merged_into = $1, status = 'resolved', resolved_at = now() WHERE id = $2`,
      [hidden, part],
    );
    await build().start();
    for (const incident of [hidden, part])
      await until(async () => (await messages.row(card(incident))).isAbandoned, 'given up');

    expect(texts()).toEqual([]);
    expect(await incidentOf(hidden)).toEqual({ channel: GENERAL });
    expect((await messages.row(card(hidden))).error).toContain('not_in_channel');
  });

  test('stays where it was shown before', async () => {
    const { slack, texts, build } = await open();
    const incident = newIncident();
    await messages.touch(card(incident), OTHER);
    await build().start();
    await settled('shown');
    slack.control.faults.add({ kind: 'api_error', method: 'chat.update', error: 'is_archived', times: 9 });
    await messages.touch(card(incident), OTHER);
    await until(async () => (await messages.row(card(incident))).isAbandoned, 'given up');

    expect(texts()).toEqual([]);
    expect(await said(incident)).toEqual([]);
  });
});

describe('a process that dies while it moves an incident to the default channel', () => {
  const expire = () =>
    messages.query("UPDATE firewatch.messages SET lease_until = now() - interval '1 second'");

  test.each([
    ['a name that nobody has', NOWHERE],
    ['the id of a channel it is not in', GENERAL],
  ])('after the refusal, before the decision: %s', async (_, channel) => {
    const { texts, build } = await open();
    const incident = newIncident();
    await messages.touch(card(incident), channel);
    // Marked as being sent; what Slack answered is lost.
    await messages.query('UPDATE firewatch.messages SET is_uncertain = true, attempts = 1');
    await build().start();
    await settled('shown');

    expect(texts()).toEqual(['incident_card first', 'note first']);
    expect(await said(incident)).toHaveLength(1);
  });

  test('after the decision, before the post', async () => {
    const { texts, postedTo, build } = await open();
    const incident = newIncident();
    await messages.touch(card(incident), NOWHERE);
    const queue = messages.queue();
    let claims = 0;
    await build({ claim: (how) => (claims++ === 0 ? queue.claim(how) : Promise.resolve([])) }).start();
    await until(async () => (await said(incident)).length === 1, 'decided');
    expect(await incidentOf(incident)).toEqual({ channel: '#incidents' });
    await build().start();
    await settled('shown');

    expect(texts()).toEqual(['incident_card first', 'note first']);
    expect(postedTo().filter((channel) => channel === NOWHERE)).toHaveLength(1);
    expect(await said(incident)).toHaveLength(1);
  });

  test('after the post, before it was recorded', async () => {
    const { texts, build } = await open();
    const incident = newIncident();
    let release: (() => void) | undefined;
    await messages.touch(card(incident), NOWHERE);
    const queue = messages.queue();
    await build({
      claim: (how) => (release ? Promise.resolve([]) : queue.claim(how)),
      delivered: () => new Promise((resolve) => (release = resolve)),
    }).start();
    await until(() => release !== undefined, 'posted');
    await expire();
    await build().start();
    await settled('adopted');
    release?.();

    expect(texts()).toEqual(['incident_card first', 'note first']);
    expect(await incidentOf(incident)).toEqual({ channel: CHANNEL });
  });

  test('and another process decides once, however often it is asked', async () => {
    const { build } = await open();
    const incident = newIncident();
    await messages.touch(card(incident), NOWHERE);
    const [claimed] = await messages.queue().claim({ limit: 1, leaseSeconds: 30 });
    await expire();
    await build().start();
    await settled('shown');
    const channel = await incidentOf(incident);
    // The slow one comes back.
    const moved = await showElsewhere(
      { store: messages.store(), settings: { defaultChannel: '#other' }, log: silentLogger() },
      claimed!,
      { what: 'x', help: 'y' },
    );

    expect(moved).toBe(false);
    expect(await incidentOf(incident)).toEqual(channel);
    expect(await said(incident)).toHaveLength(1);
  });
});
