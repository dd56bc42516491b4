import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readAppManifest } from '../../demo/app-manifest.js';
import { createLocalSlack, type LocalSlackOptions } from '../../demo/slack/local-slack.js';
import { loadConfig } from '../../src/config/config.js';
import { examine } from '../../src/doctor/examine.js';
import { copyPgliteTemplate } from '../helpers/pglite-template.js';
import { closeAfterEach } from '../helpers/close-after-each.js';

const closeLater = closeAfterEach();

/** What the doctor says about Slack, by name. */
async function examineSlack(
  options: LocalSlackOptions,
  env: Readonly<Record<string, string>> = {},
): Promise<Readonly<Record<string, string>>> {
  const slack = createLocalSlack({ ...readAppManifest(), ...options });
  await slack.start();
  closeLater(() => slack.stop());
  const directory = await mkdtemp(join(tmpdir(), 'firewatch-doctor-'));
  closeLater(() => rm(directory, { recursive: true, force: true }));
  await copyPgliteTemplate(join(directory, 'pglite'));
  const findings = await examine(
    loadConfig({
      FIREWATCH_DATA_DIR: directory,
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_APP_TOKEN: slack.appToken,
      SLACK_API_URL: slack.apiUrl,
      SLACK_CHANNEL: '#incidents',
      ...env,
    }),
  );
  return Object.fromEntries(findings.map(({ name, status, sentence }) => [name, `${status}: ${sentence}`]));
}

describe('doctor', () => {
  test('finds an app made from the manifest in order, and says what only a person can see', async () => {
    const findings = await examineSlack({});

    expect(findings['slack connection']).toMatch(/^ok: .*Socket Mode$/);
    expect(findings['slack scopes']).toMatch(/^ok: all \d+, and no other$/);
    expect(findings['slack channels']).toBe('ok: the bot is in #incidents');
    expect(findings['slack events']).toMatch(/^look: .*app_home_opened.*slack-manifest\.yaml/);
  });

  test('names scopes that are missing with what they are for, and those that are not needed', async () => {
    const { scopes = [] } = readAppManifest();
    const missing = await examineSlack({ scopes: scopes.filter((scope) => scope !== 'reactions:read') });
    const extra = await examineSlack({ scopes: [...scopes, 'team:read'] });

    expect(missing['slack scopes']).toContain('wrong: The bot lacks reactions:read (the emoji');
    expect(extra['slack scopes']).toBe('ok: all it needs; team:read could be taken away');
  });

  test('says how to mend a refused app-level token and channels without the bot', async () => {
    const findings = await examineSlack({}, { SLACK_APP_TOKEN: 'xapp-wrong', SLACK_CHANNEL: '#general' });

    expect(findings['slack connection']).toMatch(/^wrong: .*SLACK_APP_TOKEN.*connections:write/);
    expect(findings['slack channels']).toContain('wrong: Invite the bot: /invite it in #general');
  });
});
