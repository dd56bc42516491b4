import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { loadConfig } from '../../src/config/config.js';
import { checkSpending } from '../../src/doctor/check-spending.js';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'firewatch-spending-'));
});
afterAll(() => rm(directory, { recursive: true }));

async function check(agent: object, env: Readonly<Record<string, string>>): Promise<string | null> {
  const file = join(directory, 'firewatch.yaml');
  await writeFile(file, stringify({ agent }));
  return checkSpending(loadConfig({ FIREWATCH_CONFIG: file, ...env }));
}

const KEY = { OPENAI_API_KEY: 'sk-test' };

test.each([
  ['the usual model', {}, {}],
  ['a snapshot of a model that is listed', {}, { OPENAI_MODEL: 'gpt-4.1-mini-2025-04-14' }],
  ['a model with a price of its own', { prices: { own: { input: 1, output: 2 } } }, { OPENAI_MODEL: 'own' }],
  ['a price for all others', { defaultPrice: { input: 9, output: 9 } }, { OPENAI_MODEL: 'own' }],
])('the budgets of money hold for %s', async (_, agent, env) => {
  expect(await check(agent, { ...KEY, ...env })).toBe('at most $2.00 an incident and $20.00 a day');
});

test('a model of unknown price is named, with what to set', async () => {
  await expect(check({}, { ...KEY, OPENAI_MODEL: 'own' })).rejects.toThrow(
    'The price of own is unknown: only the budgets of tokens hold. Set agent.prices or agent.defaultPrice.',
  );
});

test('a day that ends before an incident does is told', async () => {
  await expect(check({ budgets: { day: { cost: 1 } } }, KEY)).rejects.toThrow('agent.budgets.day');
});

test('without a model there is nothing to spend', async () => {
  expect(await check({}, {})).toBeNull();
});
