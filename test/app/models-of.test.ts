import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { modelsOf } from '../../src/app/settings.js';
import { loadConfig } from '../../src/config/config.js';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'firewatch-config-'));
});
afterEach(() => rm(directory, { recursive: true }));

async function modelsWith(variables: Readonly<Record<string, string>>, yaml = '{}') {
  const path = join(directory, 'firewatch.yaml');
  await writeFile(path, yaml);
  return modelsOf(loadConfig({ FIREWATCH_CONFIG: path, ...variables }));
}

describe('the models that are asked', () => {
  test('are none without a key and an address', async () => {
    expect(await modelsWith({})).toBeNull();
  });

  test('need no key where a server of their own is named', async () => {
    expect(await modelsWith({ OPENAI_BASE_URL: 'http://127.0.0.1:8000/v1' })).toMatchObject([
      { apiKey: null, baseUrl: 'http://127.0.0.1:8000/v1', model: 'gpt-4.1' },
    ]);
  });

  test('are those of the file after the first; no server gets the key of another', async () => {
    const yaml = `agent:
  fallbackModels:
    - model: small
    - model: other
      baseUrl: https://llm.example.com/v1
      keyEnv: OTHER_KEY
    - model: local
      baseUrl: http://127.0.0.1:8000/v1
`;
    const models = await modelsWith({ OPENAI_API_KEY: 'first-key', OTHER_KEY: 'other-key' }, yaml);

    expect(models?.map(({ model, apiKey, baseUrl }) => ({ model, apiKey, baseUrl }))).toEqual([
      { model: 'gpt-4.1', apiKey: 'first-key', baseUrl: null },
      { model: 'small', apiKey: 'first-key', baseUrl: null },
      { model: 'other', apiKey: 'other-key', baseUrl: 'https://llm.example.com/v1' },
      { model: 'local', apiKey: null, baseUrl: 'http://127.0.0.1:8000/v1' },
    ]);
  });

  test('name the variable of a key that is missing', async () => {
    const yaml = 'agent: { fallbackModels: [{ model: other, keyEnv: OTHER_KEY }] }';

    await expect(modelsWith({ OPENAI_API_KEY: 'first-key' }, yaml)).rejects.toThrow(
      'OTHER_KEY is not set; the fallback model other needs it as its key.',
    );
  });
});
