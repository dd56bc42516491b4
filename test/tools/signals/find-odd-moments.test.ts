import { describe, expect, test } from '@jest/globals';
import { findOddMoments } from '../../../tools/signals/find-odd-moments.js';
import { NOW } from '../../helpers/checkout-incident.js';
import { shopContext, startFakePrometheus, type Curve } from '../fakes/shop-metrics.js';

const NOW_SECONDS = NOW.getTime() / 1000;
const QUERY = 'sum(rate(http_requests_total[5m]))';
/** Up by day, down by night, with a little noise that is the same each time. */
const daily: Curve = (time) =>
  100 + 40 * Math.sin((2 * Math.PI * time) / 86_400) + 3 * Math.sin(time * 12.9898) * Math.cos(time * 78.233);

async function ask(curve: Curve | undefined, input: Partial<Parameters<typeof findOddMoments.run>[0]> = {}) {
  const prometheus = await startFakePrometheus(() => (curve ? [{ curve }] : undefined));
  return findOddMoments.run({ query: QUERY, days: 3, unit: 'per_second', ...input }, shopContext(prometheus));
}

describe('find_odd_moments', () => {
  test('finds a collapse that happens now, and says that it is new', async () => {
    const result = await ask((time) => (time > NOW_SECONDS - 1200 ? 2 : daily(time)));

    expect(result).toMatchObject({ status: 'ok', query: QUERY, isUnusual: true });
    const { data } = result as { data: { moments: { at: string; value: number }[] } };
    expect(data.moments.at(-1)?.value).toBe(2);
    expect(Date.parse(data.moments.at(-1)?.at ?? '')).toBeGreaterThan(NOW.getTime() - 1_500_000);
  });

  test('a rhythm of days is not odd', async () => {
    const result = await ask(daily);

    expect(result).toMatchObject({ status: 'ok', isUnusual: false });
    const { data } = result as { data: { moments: unknown[] } };
    expect(data.moments.length).toBeLessThanOrEqual(2);
  });

  test('an odd moment long before the incident is told and is not about it', async () => {
    const earlier = NOW_SECONDS - 86_400;
    const result = await ask((time) => (Math.abs(time - earlier) < 1200 ? 900 : daily(time)));

    expect(result).toMatchObject({ status: 'ok', isUnusual: false });
    const { data } = result as { data: { moments: { value: number; why: string }[] } };
    expect(data.moments.some(({ value }) => value === 900)).toBe(true);
  });

  test('says what it searched when there is nothing', async () => {
    expect(await ask(undefined)).toEqual({ status: 'no_data', searched: `${QUERY} over 3 days` });
  });

  test('says that there is too little to judge by, and not that nothing was odd', async () => {
    const sinceShortly: Curve = (time) => (time > NOW_SECONDS - 16 * 288 ? daily(time) : Number.NaN);

    const result = await ask(sinceShortly);

    expect(result).toMatchObject({ status: 'ok', isUnusual: false, data: { moments: null } });
    const { summary } = result as { summary: string };
    expect(summary).toMatch(
      /^1\d samples in 3 days are too few to say what is odd, it takes more than 150: /,
    );
    expect(summary).not.toContain('odd moment');
  });

  test('asks for no more points than a backend gives, however many days', async () => {
    const prometheus = await startFakePrometheus(() => [{ curve: daily }]);

    await findOddMoments.run({ query: QUERY, days: 28, unit: 'per_second' }, shopContext(prometheus));

    const [request] = prometheus.requests;
    const form = new URLSearchParams(request?.body);
    const points = (Number(form.get('end')) - Number(form.get('start'))) / Number(form.get('step'));
    expect(points).toBeLessThanOrEqual(1000);
  });
});
