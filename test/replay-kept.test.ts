import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { loadConfig } from '../src/config/config.js';
import { replayKept } from '../src/replay-kept.js';
import { grafanaAlertOf, grafanaBodyOf } from './helpers/token-senders.js';
import { startIntake } from './helpers/intake.js';
import { copyPgliteTemplate } from './helpers/pglite-template.js';

const GRAFANA = '/webhooks/grafana';
const bearer = { authorization: 'Bearer grafana-test-token', 'x-event': 'alert' };

let directory: string;
let env: Readonly<Record<string, string>>;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'firewatch-kept-'));
  await copyPgliteTemplate(join(directory, 'pglite'));
  env = { FIREWATCH_DATA_DIR: directory, GRAFANA_TOKEN: 'grafana-test-token' };
}, 60_000);
afterAll(() => rm(directory, { recursive: true, force: true }));

async function replay(...args: readonly string[]): Promise<{ code: number; text: string }> {
  const lines: string[] = [];
  const code = await replayKept(loadConfig(env), {
    ids: args.filter((arg) => arg !== '--show'),
    isShown: args.includes('--show'),
    write: (line) => void lines.push(line),
  });
  return { code, text: lines.join('') };
}

test('what was refused is listed, shown, and read again once it can be', async () => {
  let intake = await startIntake(env);
  const wrong = grafanaBodyOf([grafanaAlertOf()], { version: '\u001b[2J4' });
  const refused = await intake.post(GRAFANA, wrong, bearer);
  await intake.post(GRAFANA, wrong, { authorization: 'Bearer of a stranger' });
  // As a version kept it that could not read it yet.
  await intake.query(
    `INSERT INTO firewatch.rejected_payloads (source, reason, body, size, received_at) VALUES
       ('grafana', 'Field orgId is wrong.', $1, NULL, now() - interval '1 hour'),
       ('grafana', 'Field orgId is wrong.', '{', 999999, now() - interval '2 hours'),
       ('retired', 'Field x is wrong.', '{}', 2, now() - interval '3 hours')`,
    [Buffer.from(JSON.stringify(grafanaBodyOf([grafanaAlertOf()])))],
  );
  await intake.close();
  const id = Number(refused.body.kept);
  const [readable, cut, retired] = [`${id + 1}`, `${id + 2}`, `${id + 3}`] as const;

  const { text: listed } = await replay();
  expect(listed.split('\n')).toHaveLength(5);
  expect(listed).toMatch(new RegExp(`^ +${id}  20\\d\\d-.*Z  grafana .* bytes  Field version is wrong`));

  const { text: shown } = await replay(String(id), '--show');
  expect(shown).toContain('x-event: alert');
  expect(shown).toContain('"grafana_folder":"Shop"');
  expect(shown).not.toContain('grafana-test-token');
  expect(shown).not.toContain('\u001b');

  const again = await replay(String(id), readable, cut, retired);
  expect(again.code).toBe(1);
  expect(again.text.split('\n')).toEqual([
    expect.stringMatching(new RegExp(`^${id}: Field version is wrong`)),
    `${readable}: accepted 1; it is kept no longer.`,
    `${cut}: Only the beginning of its 999999 bytes was kept; let the sender repeat it.`,
    `${retired}: Firewatch knows no sender named retired any more.`,
    '',
  ]);
  await expect(replay('1; DROP')).rejects.toThrow('is no id of a refused payload');

  // The bot finds the alert, and the job that makes an incident of it.
  intake = await startIntake(env);
  expect(await intake.query('SELECT id::int AS id FROM firewatch.rejected_payloads ORDER BY id')).toEqual(
    [id, cut, retired].map((left) => ({ id: Number(left) })),
  );
  expect(await intake.query('SELECT name FROM firewatch.alerts')).toEqual([{ name: 'Checkout latency' }]);
  expect(
    await intake.query("SELECT count(*)::int AS jobs FROM pgboss.job WHERE name = 'process-alerts'"),
  ).toEqual([{ jobs: 1 }]);
  await intake.close();
}, 60_000);
