import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { loadConfig } from '../../src/config/config.js';
import { checkApprovers, checkPolicy } from '../../src/doctor/check-files.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'firewatch-doctor-policy-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function configWith(policy: string) {
  const path = join(folder, 'policy.yaml');
  await writeFile(path, policy);
  const file = join(folder, 'firewatch.yaml');
  await writeFile(file, `approvals:\n  policy: ${path}\n`);
  return loadConfig({ FIREWATCH_CONFIG: file });
}

describe('doctor, about the policy', () => {
  test('says how many rules and freezes it read, and then nobody has to be named elsewhere', async () => {
    const config = await configWith('rules:\n  - name: all\n    approvers: [U0ALICE]\n');

    expect(await checkPolicy(config)).toMatch(/^1 rule, 0 freezes; version [0-9a-f]{12}$/);
    expect(checkApprovers(config)).toBeNull();
  });

  test('names every problem with its line', async () => {
    const config = await configWith(
      'rules:\n  - name: all\n    approvers: [ghosts]\n    approvals: 9\nfreezes: soon\n',
    );

    await expect(checkPolicy(config)).rejects.toThrow(/policy\.yaml:4: .*\n.*policy\.yaml:5: /s);
  });
});
