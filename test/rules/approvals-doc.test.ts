/** The policies that the documentation shows do what it says of them. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from '@jest/globals';
import { loadPolicy } from '../../src/clients/policy-file.js';
import type { PolicySubject } from '../../src/remediation/policy/policy.js';
import { findTerms, freezesOn } from '../../src/remediation/policy/terms.js';

const page = readFileSync(fileURLToPath(new URL('../../docs/approvals.md', import.meta.url)), 'utf8');
const [small = '', large = '', ...more] = [
  ...page.matchAll(/^```yaml\n# policy\.yaml\n([\s\S]*?)^```$/gm),
].map(([, text = '']) => text);
const folder = mkdtempSync(join(tmpdir(), 'firewatch-approvals-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function read(text: string) {
  const path = join(folder, 'policy.yaml');
  writeFileSync(path, text);
  const read = await loadPolicy(path);
  if ('problems' in read) throw new Error(read.problems.join('\n'));
  return read.policy;
}

const subject = (changes: Partial<PolicySubject>): PolicySubject => ({
  action: 'call_endpoint',
  service: 'checkout',
  environment: 'production',
  risk: 'medium',
  ...changes,
});
/** A Tuesday, 13:00 in Berlin. */
const NOON = new Date('2026-11-10T12:00:00Z');
const NIGHT = new Date('2026-11-10T02:00:00Z');

describe('the policies in docs/approvals.md', () => {
  test('are two', () => expect(more).toEqual([]));

  test('small team: two people for what is risky, one for the rest', async () => {
    const policy = await read(small);
    const terms = (risk: PolicySubject['risk']) =>
      findTerms(policy, subject({ risk }), { owner: null, at: NIGHT });

    expect(terms('high')).toMatchObject({ approvals: 2, mayApproveOwn: false });
    expect(terms('low')).toMatchObject({ approvals: 1, mode: 'ask' });
    expect(policy.breakGlass).toHaveLength(3);
  });

  test('large team: by service, environment, risk and hour', async () => {
    const policy = await read(large);
    const terms = (changes: Partial<PolicySubject>, at = NOON) =>
      findTerms(policy, subject(changes), { owner: 'team-payments', at });

    expect(terms({ service: 'orders-db' })?.mode).toBe('never');
    const staging = { mode: 'automatic', rollBack: 'automatic' };
    expect(terms({ environment: 'staging', risk: 'low' })).toMatchObject(staging);
    expect(policy.autonomy).toMatchObject({ afterSuccesses: 10, waitSeconds: 30 });
    expect(terms({ risk: 'high' })).toMatchObject({ mode: 'ask', approvals: 2 });
    expect(terms({ risk: 'high' }, NIGHT)?.mode).toBe('shadow');
    expect(terms({})?.approvers).toEqual([
      { kind: 'on-call' },
      { kind: 'user-group', id: 'S034EF5GH', name: 'payments' },
    ]);
    expect(terms({ environment: 'test' })).toBeUndefined();
  });

  test('large team: frozen at the end of November', async () => {
    const policy = await read(large);
    const at = new Date('2026-11-28T12:00:00Z');

    expect(freezesOn(policy, [subject({})], at)).toMatchObject([{ name: 'Black Friday' }]);
    expect(freezesOn(policy, [subject({ environment: 'staging' })], at)).toEqual([]);
  });
});
