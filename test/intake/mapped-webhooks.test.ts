import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { loadMappedWebhooks, openMappedWebhooks } from '../../src/app/mapped-webhooks.js';
import { loadConfig } from '../../src/config/config.js';
import { checkWebhooks } from '../../src/doctor/check-files.js';
import { silentLogger } from '../../src/observability/logger.js';
import { replayKept } from '../../src/replay-kept.js';
import { replay } from '../../src/replay.js';
import { startIntake } from '../helpers/intake.js';
import { copyPgliteTemplate } from '../helpers/pglite-template.js';
import { waitUntil } from '../helpers/wait-until.js';

const TOKEN = 'token-of-others';
const BEARER = { authorization: `Bearer ${TOKEN}` };
const USABLE = 'webhooks:\n  - name: own\n    title: alert.title\n    fingerprint: [alert.id]\n';

let directory: string;
let env: Readonly<Record<string, string>>;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'firewatch-mapped-'));
  await writeFile(join(directory, 'firewatch.yaml'), 'webhooks: webhooks.yaml\n');
  env = {
    FIREWATCH_CONFIG: join(directory, 'firewatch.yaml'),
    FIREWATCH_DATA_DIR: join(directory, 'data'),
    WEBHOOK_TOKEN: TOKEN,
  };
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const write = (text: string) => writeFile(join(directory, 'webhooks.yaml'), text);

test.each([
  ['an unknown key', `${USABLE}    titel: x\n`, 'webhooks.yaml:5: webhooks[0].titel is not a known key.'],
  [
    'no title',
    'webhooks:\n  - name: own\n    fingerprint: [id]\n',
    'webhooks.yaml:2: webhooks[0].title: must be a path such as',
  ],
  [
    'a name of ours',
    USABLE.replace('own', 'grafana'),
    'webhooks.yaml:2: webhooks[0].name: grafana is a sender that Firewatch knows; take another name.',
  ],
  [
    'a name twice',
    `${USABLE}${USABLE.slice(USABLE.indexOf('\n') + 1)}`,
    'webhooks: has two of the same name.',
  ],
  [
    'a variable that is not set',
    `${USABLE}    tokenEnv: OTHER_TOKEN\n`,
    'webhooks.yaml:5: webhooks[0].tokenEnv: OTHER_TOKEN is not set where Firewatch runs; set it to the sender',
  ],
  [
    'a short token',
    `${USABLE}    tokenEnv: SHORT\n`,
    'webhooks[0].tokenEnv: SHORT must have at least 8 characters.',
  ],
  ['broken YAML', 'webhooks: [', 'webhooks.yaml:1: '],
])('a file with %s is refused with its line, by the start and by the doctor', async (_, text, sentence) => {
  await write(text);
  const config = loadConfig({ ...env, SHORT: 'short' });

  await expect(openMappedWebhooks(config, silentLogger())).rejects.toThrow(sentence);
  await expect(checkWebhooks(config)).rejects.toThrow(sentence);
});

test('without a file there are none, and the doctor says so', async () => {
  const config = loadConfig({ WEBHOOK_TOKEN: TOKEN });

  expect(await loadMappedWebhooks(config)).toBeNull();
  expect(await checkWebhooks(config)).toBeNull();
});

describe('POST /webhooks/<name>', () => {
  test('is read as the file says now; what did not fit is read again after the mend', async () => {
    await write(USABLE);
    await copyPgliteTemplate(join(directory, 'data', 'pglite'));
    const intake = await startIntake(env);
    const body = { alert: { id: 7, name: 'Disk is full' } };

    const unknown = await intake.post('/webhooks/other', body, BEARER);
    const stranger = await intake.post('/webhooks/own', body);
    const refused = await intake.post('/webhooks/own', body, BEARER);
    expect([unknown.status, stranger.status, refused.status]).toEqual([404, 401, 400]);
    expect(refused.body.error).toContain('Field alert.title is wrong');

    await write('webhooks: [');
    await waitUntil('the complaint', () =>
      intake.log.some((line) => line.includes('what it said before holds')),
    );
    expect((await intake.post('/webhooks/own', body, BEARER)).status).toBe(400);

    await write(USABLE.replace('alert.title', 'alert.name'));
    await waitUntil('the mend', () => intake.log.some((line) => line.includes('webhooks file read again')));
    const file = join(directory, 'body.json');
    await writeFile(file, JSON.stringify({ alert: { id: 8, name: 'Disk is slow' } }));
    const sent = await replay(loadConfig(env), { file, source: 'own', url: intake.url });
    expect(sent).toEqual({ status: 200, answer: '{"accepted":1}' });
    await intake.close();

    const lines: string[] = [];
    const code = await replayKept(loadConfig(env), {
      ids: [refused.body.kept ?? ''],
      isShown: false,
      write: (line) => void lines.push(line),
    });
    expect({ code, lines }).toEqual({
      code: 0,
      lines: [`${refused.body.kept}: accepted 1; it is kept no longer.\n`],
    });
    expect(await checkWebhooks(loadConfig(env))).toBe('/webhooks/own');
  }, 60_000);
});
