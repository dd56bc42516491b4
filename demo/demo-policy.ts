/** The demo's `policy.yaml`: a file of its own that whoever tries the demo may change while it runs. */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseDocument } from 'yaml';

const POLICY = `# Who may let Firewatch act in this demo. Change it and save: it counts within five seconds.
# docs/approvals.md explains every word. A file that cannot be used changes nothing; Firewatch's Home tab says why.
groups:
  oncall: { userGroup: S0ONCALL } # Slack's user group: Alice and Bob
  platform: { users: [U0DANA] }
  leads: { users: [U0DANA] }
owners:
  team-platform: [platform] # owns orders-db
rules:
  - name: high risk, two people
    match: { risks: [high] }
    approvers: [oncall, owner]
    approvals: 2
    expireAfter: 3m
  - name: low risk
    match: { risks: [low] }
    mode: automatic # people are asked until one of the leads lets a step run by itself
    approvers: [oncall]
    mayApproveOwn: true
    rollBack: automatic
    expireAfter: 15m
  - name: everything else
    approvers: [oncall]
    rollBack: ask
    expireAfter: 15m
freezes: []
breakGlass: { approvers: [leads] }
killSwitch: { approvers: [leads] }
autonomy: { afterSuccesses: 1, wait: 20s, promoters: [leads] }
`;

const FREEZE = 'tried by hand';
const FREEZE_MINUTES = 10;
const MINUTE_MS = 60_000;

export function writeDemoPolicy(path: string): void {
  writeFileSync(path, POLICY);
}

/**
 * Writes a freeze of ten minutes into the file, or takes it out again; everything else stays as people wrote it. Returns
 * whether there is one now; undefined when the file cannot be read as YAML, which is left as it is then.
 */
export function toggleFreeze(path: string, now = new Date()): boolean | undefined {
  const document = parseDocument(readFileSync(path, 'utf8'));
  const content: unknown = document.errors.length > 0 ? undefined : document.toJS();
  if (typeof content !== 'object' || content === null) return undefined;
  const freezes = 'freezes' in content && Array.isArray(content.freezes) ? content.freezes : [];
  const isOurs = (freeze: unknown) =>
    typeof freeze === 'object' && freeze !== null && 'name' in freeze && freeze.name === FREEZE;
  const others = freezes.filter((freeze) => !isOurs(freeze));
  const isFrozen = others.length < freezes.length;
  const from = now.toISOString();
  const to = new Date(now.getTime() + FREEZE_MINUTES * MINUTE_MS).toISOString();
  document.set('freezes', isFrozen ? others : [...others, { name: FREEZE, from, to }]);
  writeFileSync(path, document.toString({ flowCollectionPadding: false }));
  return !isFrozen;
}
