import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { describePolicyFile } from '../../src/app/policy.js';
import { openPolicyFile, type PolicyChange } from '../../src/clients/follow-policy-file.js';
import { createLogger } from '../../src/observability/logger.js';
import { sleep } from '../../src/shared/clock.js';
import { waitUntil } from '../helpers/wait-until.js';
import { closeAfterEach } from '../helpers/close-after-each.js';

const policyOf = (rule: string) => `rules:\n  - name: ${rule}\n    approvers: [U0ALICE]\n`;

const closeLater = closeAfterEach();

async function createFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'firewatch-policy-'));
  closeLater(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function follow(path: string) {
  const lines: string[] = [];
  const changes: PolicyChange[] = [];
  const log = createLogger({ level: 'info', destination: { write: (line) => void lines.push(line) } });
  const file = await openPolicyFile(path, { log, lookEveryMs: 10 });
  file.start(async (change) => void changes.push(change));
  closeLater(() => file.stop());
  const ruleIs = (name: string) => waitUntil(`the rule ${name}`, () => file.read().rules[0]?.name === name);
  return { file, lines, changes, ruleIs };
}

describe('the policy file, followed', () => {
  test('what is saved holds, without a restart, and is told once', async () => {
    const path = join(await createFolder(), 'policy.yaml');
    await writeFile(path, policyOf('day'));
    const { file, changes, ruleIs } = await follow(path);
    const { version } = file.read();

    await writeFile(path, policyOf('night'));
    await ruleIs('night');
    await sleep(60);

    expect(changes).toEqual([{ from: version, to: file.read().version }]);
    expect(describePolicyFile(file)).toMatchObject([{ status: 'ok', problem: null }]);
  });

  test('a file that cannot be used changes nothing; every problem is logged with its line and shown', async () => {
    const path = join(await createFolder(), 'policy.yaml');
    await writeFile(path, policyOf('day'));
    const { file, lines, ruleIs } = await follow(path);

    await writeFile(path, `${policyOf('day')}    mode: perhaps\n  - name: other\n    approvers: [nobody]\n`);
    await waitUntil('a problem', () => file.problems().length > 0);

    expect(file.read().rules[0]?.name).toBe('day');
    expect(file.problems()[0]).toContain(`${path}:4:`);
    expect(lines.join('')).toContain(`${path}:4:`);
    expect(lines.filter((line) => line.includes('cannot be used'))).toHaveLength(1);
    expect(describePolicyFile(file)[0]?.problem).toMatch(/^What it said before still holds\. .*:4:/);

    await writeFile(path, policyOf('mended'));
    await ruleIs('mended');
    expect(file.problems()).toEqual([]);
  });

  test('a file that is gone changes nothing either', async () => {
    const path = join(await createFolder(), 'policy.yaml');
    await writeFile(path, policyOf('day'));
    const { file } = await follow(path);

    await rm(path);
    await waitUntil('a problem', () => file.problems().length > 0);

    expect(file.read().rules[0]?.name).toBe('day');
    expect(file.problems()[0]).toContain('cannot be read');
  });

  test('follows links that are swapped, as Kubernetes does with a ConfigMap', async () => {
    const folder = await createFolder();
    for (const rule of ['first', 'second']) {
      await mkdir(join(folder, rule));
      await writeFile(join(folder, rule, 'policy.yaml'), policyOf(rule));
    }
    await symlink('first', join(folder, '..data'));
    await symlink(join('..data', 'policy.yaml'), join(folder, 'policy.yaml'));
    const { file, ruleIs } = await follow(join(folder, 'policy.yaml'));
    expect(file.read().rules[0]?.name).toBe('first');

    await symlink('second', join(folder, '..data_tmp'));
    await rename(join(folder, '..data_tmp'), join(folder, '..data'));

    await ruleIs('second');
  });

  test('a bot does not begin with a file that cannot be used', async () => {
    const path = join(await createFolder(), 'policy.yaml');
    await writeFile(path, 'rules: []\nfreeze: []\n');

    await expect(follow(path)).rejects.toThrow(/policy\.yaml:1: .*\n.*policy\.yaml:2: /s);
  });
});
