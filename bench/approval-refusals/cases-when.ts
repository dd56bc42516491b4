/** What came in between: time, the policy, a stop, a freeze, an end, another run. */
import { atBoth, atClick, atRun, type RefusalCase } from './refusal-case.js';
import { awaitApprovals, awaitStatus, click, tamper, type Scene } from './scene.js';

const TWO = { approvals: 2 };

/** The same fix for another incident, as if it had been proposed there. Gives its id. */
async function copyElsewhere({ stage, proposal }: Scene, status: string): Promise<string | undefined> {
  const [row] = await stage.sql<{ id: string }>(
    `INSERT INTO firewatch.proposals SELECT (jsonb_populate_record(p, jsonb_build_object(
       'id', gen_random_uuid(), 'status', $2::text, 'decided_at', now(),
       'incident_id', (SELECT id FROM firewatch.incidents WHERE id <> p.incident_id AND status <> 'resolved' LIMIT 1)))).*
     FROM firewatch.proposals AS p WHERE id = $1 RETURNING id`,
    [proposal, status],
  );
  return row?.id;
}

async function ranBefore(scene: Scene): Promise<void> {
  const other = await copyElsewhere(scene, 'verified');
  await scene.stage.sql(
    "INSERT INTO firewatch.executions (proposal_id, status, finished_at, output) VALUES ($1, 'succeeded', now(), '')",
    [other],
  );
}

/** It ends, and nobody has taken its fixes down yet. */
const endIncident = ({ stage, proposal }: Scene) =>
  stage.sql(
    `UPDATE firewatch.incidents SET status = 'resolved'
     WHERE id = (SELECT incident_id FROM firewatch.proposals WHERE id = $1)`,
    [proposal],
  );

async function bob(scene: Scene, ...ends: readonly string[]): Promise<void> {
  click(scene, { user: 'U0BOB' });
  await awaitStatus(scene, ...ends);
}

/** Approved, and stopped before it ran. */
async function cancel(scene: Scene): Promise<void> {
  await scene.stage.hold(scene.proposal);
  await bob(scene, 'approved');
  click(scene, { user: 'U0BOB', actionId: 'proposal.cancel' });
  await awaitStatus(scene, 'cancelled');
  await scene.stage.release(scene.proposal);
}

/** Alice approves, it runs, and Slack sends her click again. */
async function runAndReplay(scene: Scene): Promise<void> {
  const trigger = click(scene);
  await awaitStatus(scene, 'verified');
  await scene.stage.sendAgain(trigger);
}

const NEW_POLICY: readonly Omit<RefusalCase, 'at'>[] = [
  { name: 'two people are asked for by now', code: 'policy_changed', laterRule: TWO },
  { name: 'a limit is set by now', code: 'policy_changed', laterRule: { limits: { replicas: 1 } } },
  { name: 'own approvals by now', code: 'policy_changed', laterRule: { mayApproveOwn: true } },
  { name: 'it is forbidden by now', code: 'mode_never', laterRule: { mode: 'never', approvers: [] } },
  { name: 'it is only written down by now', code: 'policy_changed', laterRule: { mode: 'shadow' } },
  { name: 'no rule speaks of it by now', code: 'no_rule', laterRule: null },
  {
    name: 'for another environment by now',
    code: 'no_rule',
    laterRule: { match: { environments: ['dev'] } },
  },
  { name: 'for another risk by now', code: 'no_rule', laterRule: { match: { risks: ['high'] } } },
  { name: 'a freeze', code: 'frozen', isFrozenLater: true },
];

const usual: readonly Omit<RefusalCase, 'at'>[] = [
  { name: 'an incident that is over', code: 'incident_over', change: endIncident },
  {
    name: 'too many within the hour',
    code: 'too_often',
    rule: { limits: { actionsPerHour: 1 } },
    change: ranBefore,
  },
  {
    name: 'a run that nobody knows about',
    code: 'unknown_run',
    change: (scene) => copyElsewhere(scene, 'unknown'),
  },
];

const clicks: readonly Omit<RefusalCase, 'at'>[] = [
  { name: 'time over', code: 'expired', change: tamper("expires_at = now() - interval '1 second'") },
  {
    name: 'time over at this very moment',
    code: 'expired',
    change: tamper('expires_at = clock_timestamp()'),
  },
  {
    name: 'taken down in time',
    code: 'expired',
    moment: 'redeployed',
    prepare: async (scene) => void (await tamper('expires_at = now()')(scene)),
    change: (scene) => awaitStatus(scene, 'expired'),
  },
  {
    name: 'the second yes after the time',
    code: 'expired',
    rule: TWO,
    prepare: async (scene) => {
      click(scene, { user: 'U0BOB' });
      await awaitApprovals(scene, 1);
    },
    change: tamper('expires_at = now()'),
  },
  {
    name: 'one person twice',
    code: 'approved_before',
    rule: TWO,
    prepare: async (scene) => {
      click(scene);
      await awaitApprovals(scene, 1);
    },
  },
  {
    name: 'rejected before',
    code: 'already_decided',
    prepare: async (scene) => {
      click(scene, { user: 'U0BOB', actionId: 'proposal.reject' });
      await awaitStatus(scene, 'rejected');
    },
  },
  { name: 'run before', code: 'already_decided', runs: 1, prepare: (scene) => bob(scene, 'verified') },
  { name: 'run before, and the click replayed', code: 'already_decided', runs: 1, prepare: runAndReplay },
  {
    name: 'a no after the run',
    code: 'already_decided',
    runs: 1,
    prepare: (scene) => bob(scene, 'verified'),
    click: { actionId: 'proposal.reject' },
  },
  { name: 'stopped before', code: 'withdrawn', prepare: cancel },
  { name: 'only written down', code: 'shadow', change: tamper("status = 'shadow'") },
  { name: 'a size that nobody knows', code: 'too_large', rule: { limits: { replicas: 3 } } },
  { name: 'a share that nobody knows', code: 'too_large', rule: { limits: { capacityShare: 0.5 } } },
];

const runs: readonly Omit<RefusalCase, 'at'>[] = [
  {
    name: 'time over in the queue',
    code: 'expired',
    change: tamper("expires_at = now() - interval '2 minutes'"),
  },
  {
    name: 'the same fix runs for another incident',
    code: 'running_elsewhere',
    change: (scene) => copyElsewhere(scene, 'executing'),
  },
];

export const whenCases: readonly RefusalCase[] = [
  ...usual.flatMap(atBoth),
  ...NEW_POLICY.flatMap((one) => atBoth({ ...one, moment: 'new-policy' })),
  ...atBoth({ name: 'a stop in Slack', code: 'kill_switch', moment: 'stopped' }),
  ...atBoth({ name: 'a stop by the operator', code: 'kill_switch', moment: 'switched-off' }),
  ...clicks.map(atClick),
  ...runs.map(atRun),
];
