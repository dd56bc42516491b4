import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { alertOf, startBot, textOf, TOKEN, until, webhookOf, WEBHOOK, type Bot } from '../helpers/bot.js';

const MIB = 1024 * 1024;
const NUL = '\0';

// One bot for the whole file: what it is asked must not depend on what it was asked before.
let bot: Bot;
beforeAll(async () => {
  // So many alerts at once would be a storm, whose threads wait.
  bot = await startBot({ database: 'either', config: { incidents: { stormAbove: 0 } } });
}, 60_000);
afterAll(() => bot.close());

/** Alerts of unrelated services, so that each opens an incident of its own; the summary is the incident's title. */
let services = 0;
function lonely(summary: string, alert: Parameters<typeof alertOf>[0] = {}) {
  services += 1;
  const service = `unrelated-${services}`;
  return alertOf({
    ...alert,
    labels: { alertname: 'Odd', service, ...alert.labels },
    annotations: { summary, ...alert.annotations },
  });
}

const cardsWith = (text: string) => bot.cards().filter((card) => textOf(card).includes(text));
const card = (text: string) => until(`a thread about ${text}`, () => cardsWith(text)[0]);
const errorOf = (answer: { text: string }) => (JSON.parse(answer.text) as { error: string }).error;

describe('POST /webhooks/alertmanager', () => {
  test('takes the same alert a hundred times at once as one', async () => {
    const body = webhookOf(lonely('hundredfold'));

    const answers = await Promise.all(Array.from({ length: 100 }, () => bot.post(WEBHOOK, body)));

    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    await card('hundredfold');
    await bot.post(WEBHOOK, webhookOf(lonely('after the hundred')));
    await card('after the hundred');
    expect(cardsWith('hundredfold')).toHaveLength(1);
  }, 60_000);

  test('resolves the incident with its last alert, and does not open it again for a late copy', async () => {
    const alert = lonely('short trouble');
    await bot.post(WEBHOOK, webhookOf(alert));
    await card('short trouble');

    await bot.post(WEBHOOK, webhookOf({ ...alert, status: 'resolved', endsAt: new Date().toISOString() }));
    await card('resolved after');
    await bot.post(WEBHOOK, webhookOf(alert));
    await bot.post(WEBHOOK, webhookOf(lonely('a later one')));
    await card('a later one');

    expect(cardsWith('short trouble').map((one) => /resolved after/.test(textOf(one)))).toEqual([true]);
  }, 60_000);

  test('opens nothing for an alert whose end arrives before its beginning', async () => {
    const alert = lonely('over before it began');

    await bot.post(WEBHOOK, webhookOf({ ...alert, status: 'resolved', endsAt: new Date().toISOString() }));
    await bot.post(WEBHOOK, webhookOf(alert));
    await bot.post(WEBHOOK, webhookOf(lonely('next')));
    await card('next');

    expect(cardsWith('over before it began')).toEqual([]);
  }, 60_000);

  test.each([
    [
      'no labels but one',
      { ...alertOf(), labels: { odd: 'lonely label' }, annotations: { summary: 'bare' } },
    ],
    [
      'no annotations at all',
      { ...lonely('x', { labels: { alertname: 'AnnotationLess' } }), annotations: null },
    ],
    ['fields nobody knows', { ...lonely('from the next version'), novelty: { deep: [1, null] } }],
    [
      'a severity named like a property of every object',
      lonely('constructed', { labels: { severity: 'constructor' } }),
    ],
    ['a megabyte of text', lonely('megabyte', { annotations: { description: 'x'.repeat(MIB) } })],
    ['a megabyte of backslashes', lonely('backslash', { annotations: { description: '\\'.repeat(MIB) } })],
    ['NUL characters', lonely(`nul${NUL}led`, { labels: { [`a${NUL}`]: NUL } })],
    ['half surrogates', lonely('surrogate \ud83d \udd25')],
    ['emoji', lonely('fire \u{1f525}', { labels: { ['\u{1f525}']: '\u{1f525}' } })],
    ['a beginning in the future', lonely('from tomorrow', { startsAt: '2099-01-01T00:00:00Z' })],
    ['a beginning in the year 1', lonely('from antiquity', { startsAt: '0001-01-01T00:00:00Z' })],
    ['a beginning before the year 1', lonely('from before', { startsAt: '0001-01-01T00:00:00+14:00' })],
    ['a beginning after the year 9999', lonely('from the end', { startsAt: '9999-12-31T23:59:59-14:00' })],
    ['a service that the catalogue lacks', lonely('unmapped', { labels: { service: '../../etc' } })],
  ])('accepts an alert with %s', async (_, alert) => {
    const answer = await bot.post(WEBHOOK, webhookOf(alert as ReturnType<typeof alertOf>));

    // That each has its incident is checked at the end, in the database.
    expect(answer).toMatchObject({ status: 200, text: '{"accepted":1}' });
  });

  test('takes a key called __proto__ for nothing special', async () => {
    const text = JSON.stringify(webhookOf(lonely('prototype'))).replaceAll(
      '"severity":"critical"',
      '"__proto__":{"polluted":true},"severity":"critical"',
    );

    const answer = await bot.post(WEBHOOK, text);

    expect([200, 400]).toContain(answer.status);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  test.each([
    ['no body', '', 'The body is empty; send JSON.'],
    ['text', 'hello', 'The body is not JSON'],
    ['a list', '[]', 'Field (the whole body) is wrong'],
    ['an old version', { ...webhookOf(), version: '3' }, 'Field version is wrong: must be "4"'],
    ['no alerts', { version: '4' }, 'Field alerts is wrong: must be a list of alerts'],
    [
      'an odd status',
      webhookOf({ ...alertOf(), status: 'maybe' as 'firing' }),
      'Field alerts[0].status is wrong',
    ],
    ['no labels', webhookOf({ ...alertOf(), labels: undefined as never }), 'Field alerts[0].labels is wrong'],
    [
      'a label that is a number',
      webhookOf(alertOf({ labels: { a: 1 as never } })),
      'Field alerts[0].labels.a is wrong: must be text',
    ],
    [
      'a time in words',
      webhookOf(alertOf({ startsAt: 'yesterday' })),
      'Field alerts[0].startsAt is wrong: must be a time',
    ],
    [
      'no time',
      webhookOf({ ...alertOf(), startsAt: undefined as never }),
      'Field alerts[0].startsAt is wrong: must be a time',
    ],
  ])('refuses %s with a sentence that names the field', async (_, body, sentence) => {
    const answer = await bot.post(WEBHOOK, body);

    expect(answer.status).toBe(400);
    expect(errorOf(answer)).toContain(sentence);
    expect(errorOf(answer)).toMatch(/\.$/);
  });

  test('answers in a short sentence however long the wrong field is called', async () => {
    const answer = await bot.post(WEBHOOK, webhookOf(alertOf({ labels: { ['k'.repeat(MIB)]: 1 as never } })));

    expect(answer.status).toBe(400);
    expect(answer.text.length).toBeLessThan(1_000);
  });

  test('accepts the good alerts beside a bad one', async () => {
    const answer = await bot.post(
      WEBHOOK,
      webhookOf(lonely('good one'), { ...alertOf(), status: 'odd' as 'firing' }, lonely('good two')),
    );

    expect(answer.status).toBe(400);
    expect(errorOf(answer)).toContain('Field alerts[1].status is wrong');
    expect(errorOf(answer)).toContain('1 of 3 parts were not accepted; the others were.');
    await card('good one');
    await card('good two');
  }, 60_000);

  test('says of one that is bad alone, or of several, that none was accepted', async () => {
    const bad = { ...alertOf(), status: 'odd' as 'firing' };

    const alone = errorOf(await bot.post(WEBHOOK, webhookOf(bad)));
    const two = errorOf(await bot.post(WEBHOOK, webhookOf(bad, bad)));

    expect(alone).toMatch(/^Field alerts\[0\]\.status is wrong: [^.]*\.$/);
    expect(two).toMatch(/ None of the 2 parts was accepted\.$/);
  });

  test('says in plain words what a field must be', async () => {
    const without = errorOf(await bot.post(WEBHOOK, webhookOf({ ...alertOf(), labels: undefined as never })));
    const odd = errorOf(await bot.post(WEBHOOK, webhookOf({ ...alertOf(), generatorURL: 7 as never })));

    expect(without).toBe('Field alerts[0].labels is wrong: it is missing, and must be an object.');
    expect(odd).toBe('Field alerts[0].generatorURL is wrong: must be text.');
  });

  test.each([
    ['no token', { authorization: '' }],
    ['a wrong token', { authorization: `Bearer ${TOKEN}x` }],
    ['a token of another scheme', { authorization: `Basic ${TOKEN}` }],
  ])('turns %s away', async (_, headers) => {
    const answer = await bot.post(WEBHOOK, webhookOf(lonely('stranger')), headers);

    expect(answer.status).toBe(401);
    expect(errorOf(answer)).toContain('ALERTMANAGER_TOKEN');
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
  });

  test('takes 15 MiB, and refuses more than 16 MiB as too large', async () => {
    const fill = (bytes: number) =>
      JSON.stringify({ ...webhookOf(lonely('bulky')), padding: 'x'.repeat(bytes) });

    expect((await bot.post(WEBHOOK, fill(15 * MIB))).status).toBe(200);
    const refused = await bot.post(WEBHOOK, fill(16 * MIB));

    expect(refused.status).toBe(413);
    expect(errorOf(refused)).toBe('The body is larger than 16 MiB.');
  }, 30_000);

  test('does not care about the content type', async () => {
    const answer = await bot.post(WEBHOOK, webhookOf(lonely('plain')), { 'content-type': 'text/plain' });

    expect(answer.status).toBe(200);
  });
});

describe('POST /changes', () => {
  const deploy = {
    id: 'd-1',
    kind: 'deploy',
    service: 'checkout',
    summary: 'v2',
    at: '2026-01-31T03:12:00Z',
  };

  test('stores a change once', async () => {
    expect((await bot.post('/changes', deploy)).status).toBe(201);
    expect((await bot.post('/changes', deploy)).status).toBe(200);
  });

  test('takes odd text', async () => {
    const answer = await bot.post('/changes', { ...deploy, id: `d${NUL}\ud83d`, summary: `${NUL} \ud83d` });

    expect(answer.status).toBe(201);
  });

  test.each([
    ['no id', { ...deploy, id: undefined }, 'Field id is wrong'],
    ['an unknown kind', { ...deploy, kind: 'party' }, 'Field kind is wrong: must be one of deploy'],
    ['no summary', { ...deploy, summary: '' }, 'Field summary is wrong'],
    ['a time in words', { ...deploy, at: 'now' }, 'Field at is wrong: must be a time'],
  ])('refuses %s', async (_, body, sentence) => {
    const answer = await bot.post('/changes', body);

    expect(answer.status).toBe(400);
    expect(errorOf(answer)).toContain(sentence);
  });

  test('turns a stranger away', async () => {
    expect((await bot.post('/changes', deploy, { authorization: 'Bearer no' })).status).toBe(401);
  });
});

describe('other paths', () => {
  test('an unknown path says what was asked for', async () => {
    const answer = await bot.get('/nothing?x=1');

    expect(answer.status).toBe(404);
    expect(errorOf(answer)).toBe('There is nothing at GET /nothing.');
  });

  test('health and readiness', async () => {
    expect(await bot.get('/healthz')).toMatchObject({ status: 200, text: '{"status":"alive"}' });
    expect(await bot.get('/readyz')).toMatchObject({ status: 200, text: '{"ready":true,"problems":[]}' });
  });

  test('metrics are in the text format, each family declared once', async () => {
    const answer = await bot.get('/metrics');

    expect(answer.headers.get('content-type')).toContain('text/plain; version=0.0.4');
    const lines = answer.text.split('\n').filter((line) => line !== '');
    const families = lines.flatMap((line) => /^# TYPE (\S+)/.exec(line)?.[1] ?? []);
    expect(new Set(families).size).toBe(families.length);
    const name = '[a-zA-Z_:][a-zA-Z0-9_:]*';
    const label = '[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\\\\n]|\\\\["\\\\n])*"';
    const sample = new RegExp(
      `^${name}(?:\\{(?:${label}(?:,${label})*)?\\})? (?:[-+]?[0-9.eE+-]+|NaN|[-+]?Inf)$`,
    );
    expect(lines.filter((line) => !line.startsWith('# ') && !sample.test(line))).toEqual([]);
    expect(answer.text).toMatch(
      /^firewatch_alerts_received_total\{source="alertmanager",result="repeated"\} \d+$/m,
    );
  });
});

// Last: reading its database stops the bot.
describe('what was stored', () => {
  // Alerts are handled in the order they came: once the last one has its card, all of them were handled.
  beforeAll(async () => {
    await bot.post(WEBHOOK, webhookOf(lonely('the very last one')));
    await card('the very last one');
  }, 60_000);

  test('a hundred copies are one alert', async () => {
    const rows = await bot.query(
      `SELECT received_count::int AS copies FROM firewatch.alerts WHERE annotations->>'summary' = 'hundredfold'`,
    );

    expect(rows).toHaveLength(1);
  });

  test('refused bodies are kept byte for byte with the reason', async () => {
    const rows = await bot.query<{ body: Uint8Array; reason: string; content_type: string }>(
      `SELECT body, reason, content_type FROM firewatch.rejected_payloads WHERE reason LIKE 'The body is not JSON%'`,
    );

    expect(rows.map(({ body }) => Buffer.from(body).toString())).toEqual(['hello']);
    expect(rows[0]?.content_type).toBe('application/json');
  });

  test('annotations are cut visibly, labels never', async () => {
    const rows = await bot.query<{ text: string }>(
      `SELECT annotations->>'description' AS text FROM firewatch.alerts WHERE annotations->>'summary' = 'megabyte'`,
    );

    expect(rows.map(({ text }) => text)).toEqual([`${'x'.repeat(8 * 1024)}… (cut)`]);
  });

  test('every alert is in an incident, and none of them claims to have begun in antiquity or in the future', async () => {
    const rows = await bot.query(
      `SELECT title, started_at FROM firewatch.incidents
       WHERE started_at < now() - interval '1 day' OR started_at > now()`,
    );
    const lost = await bot.query(
      `SELECT name FROM firewatch.alerts WHERE incident_id IS NULL AND status = 'firing'`,
    );

    expect(rows).toEqual([]);
    expect(lost).toEqual([]);
    const fingerprints = await bot.query(`SELECT DISTINCT fingerprint FROM firewatch.alerts`);
    expect(fingerprints.length).toBeGreaterThan(20);
  });
});
