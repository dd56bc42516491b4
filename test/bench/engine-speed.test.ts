import { expect, test } from '@jest/globals';
import { generateSystem } from '../../bench/engine-speed/generate.js';
import { engineSpeed } from '../../bench/suites/engine-speed.js';

test('measures a small and a large system', async () => {
  const options = { data: null, say: () => undefined };
  const { table, result } = await engineSpeed.run({ ...options, flags: ['--services', '60'] });

  expect(result).toMatchObject({ services: [50, 60], baselines: { robustZBySorting: {} } });
  expect(result['ms50']).toBeGreaterThan(0);
  expect(result['rssMiB']).toBeGreaterThan(0);
  expect(table.rows.map((row) => [row[0], row[4]])).toContainEqual([50, 1]);
  await expect(engineSpeed.run({ ...options, flags: ['--fast'] })).rejects.toThrow('--services N only');
});

test('the made-up system is the same each time', () => {
  const size = { services: 30, hours: 1, stepSeconds: 60, seed: 3 };
  const [a, b] = [generateSystem(size), generateSystem(size)];

  expect(a.culprit).toBe(b.culprit);
  expect(a.question.metrics).toHaveLength(30 * 12);
  expect(a.question.metrics?.at(-1)).toEqual(b.question.metrics?.at(-1));
});
