/** Whatever becomes of the metrics backend, people get their thread, and its card says what could not be seen. */
import { expect, test } from '@jest/globals';
import { alertOf, keyOf, startBot, textOf, until, webhookOf, WEBHOOK } from '../../helpers/bot.js';
import { closeAfterEach } from '../../helpers/close-after-each.js';
import { startHttpStub, type StubAnswer, type StubRequest } from '../../helpers/http-stub.js';
import { seededRandom } from '../../helpers/seeded-random.js';

const closeLater = closeAfterEach(60_000);
const SEED = 33;
const TRIALS = 25;
/** The longest that one question may take, answer included. */
const TOOL_LIMIT_MS = 10_000;

const NO_SAMPLES = /There are no samples of checkout/;

const vector = (...values: readonly string[]): StubAnswer => ({
  body: {
    status: 'success',
    data: {
      resultType: 'vector',
      result: values.map((value) => ({ metric: { service: 'checkout' }, value: [Date.now() / 1000, value] })),
    },
  },
});
const matrix = (...values: readonly string[]): StubAnswer => ({
  body: {
    status: 'success',
    data: {
      resultType: 'matrix',
      result: [
        {
          metric: { service: 'checkout' },
          values: values.map((value, index) => [Date.now() / 1000 - 60 + index * 5, value]),
        },
      ],
    },
  },
});
const either = ({ path }: StubRequest, ...values: readonly string[]) =>
  path.endsWith('query_range') ? matrix(...values) : vector(...values);
const partial = (answer: StubAnswer): StubAnswer =>
  typeof answer === 'string'
    ? answer
    : { body: { ...(answer.body as object), warnings: ['a store did not answer'] } };

// Fault matrix, row 33.
const ILLS: readonly [string, RegExp, (request: StubRequest) => StubAnswer][] = [
  ['down', /broke the connection/, () => 'drop'],
  ['that answers 500', /answered 500/, () => ({ status: 500, body: 'internal error' })],
  ['so slow that it answers after 60 s', /did not answer within 5 s/, () => 'hang'],
  ['that answers 50 MB', /answered more than 16 MiB/, () => ({ body: 'x'.repeat(50 * 1024 * 1024) })],
  ['that answers NaN and Inf alone', NO_SAMPLES, (request) => either(request, 'NaN', '+Inf', '-Inf')],
  ['that answers nothing', NO_SAMPLES, (request) => either(request)],
  ['that answers a login page', /other than the Prometheus API/, () => ({ body: '<html>login</html>' })],
  [
    'that answers in part',
    /incomplete: a store did not/,
    (request) => partial(either(request, '0.5', '0.5')),
  ],
];

test.each(ILLS)(
  'Prometheus %s costs neither the thread nor the evidence, which says so',
  async (_, said, answer) => {
    const stub = await startHttpStub(answer);
    closeLater(() => stub.close());
    const bot = await startBot({ database: 'either', env: { PROMETHEUS_URL: stub.url } });
    closeLater(() => bot.close());

    const began = Date.now();
    await bot.post(WEBHOOK, webhookOf(alertOf()));
    await until('the thread', () => bot.cards()[0], 5_000);
    const evidence = await until('the evidence', () =>
      bot.messages().find((one) => keyOf(one).startsWith('evidence:')),
    );
    expect(Date.now() - began).toBeLessThan(2 * TOOL_LIMIT_MS + 5_000);
    expect(textOf(evidence)).toMatch(/CheckoutErrors on checkout has been firing since/);
    expect(textOf(evidence)).toMatch(said);
  },
  90_000,
);

test('Prometheus that does any of this at each request costs none of twenty-five incidents its thread or its evidence', async () => {
  const random = seededRandom(SEED);
  const stub = await startHttpStub((request) => {
    const [, , answer] = ILLS[Math.floor(random() * ILLS.length)]!;
    return answer(request);
  });
  closeLater(() => stub.close());
  const bot = await startBot({
    database: 'either',
    env: { PROMETHEUS_URL: stub.url },
    config: { incidents: { stormAbove: 0 } },
  });
  closeLater(() => bot.close());

  for (let trial = 1; trial <= TRIALS; trial += 1)
    await bot.post(WEBHOOK, webhookOf(alertOf({ labels: { alertname: 'Odd', service: `alone-${trial}` } })));
  await until('every thread', () => (bot.cards().length >= TRIALS ? true : undefined));
  const evidence = () => bot.messages().filter((one) => keyOf(one).startsWith('evidence:'));
  await until('all evidence', () => (evidence().length >= TRIALS ? true : undefined), 90_000);

  for (const one of evidence()) expect(textOf(one)).toMatch(/Odd on alone-\d+ has been firing since/);
  expect(bot.cards()).toHaveLength(TRIALS);
}, 150_000);
