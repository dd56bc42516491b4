/** What came in between: time, the policy, a stop, a freeze, an end, another run. */
import { housekeeping } from '../../src/workflows/housekeeping.js';
import { stopActions } from '../../src/workflows/remediation/stop-actions.js';
import { BOB, policyWith } from '../../test/helpers/approvals.js';
import { ALICE } from '../../test/helpers/workflow-deps.js';
import { ALL, sql, type RefusalCase, type Scene } from './refusal-case.js';
import { click, openIncident, propose, resolve, runOnBoth } from './world.js';

const TWO = { approvals: 2 };
const FREEZE = { freezes: [{ name: 'Holidays', from: '2020-01-01T00:00:00Z', to: '2090-01-01T00:00:00Z' }] };

const policyIs = (rule: object, document: object = {}) => {
  const policy = policyWith(rule, document);
  return (scene: Scene) => ALL(scene, ({ state }) => (state.policy = policy));
};

/** The same fix ran within the hour, for an incident that is over. */
async function ranBefore(scene: Scene) {
  await scene.database.query(
    `INSERT INTO firewatch.executions (proposal_id, status, finished_at, output)
     SELECT id, 'succeeded', now(), '' FROM firewatch.proposals WHERE id <> $1 AND service = 'checkout'
     AND NOT EXISTS (SELECT 1 FROM firewatch.executions AS e WHERE e.proposal_id = proposals.id) LIMIT 1`,
    [scene.id],
  );
}

/** In an incident that is still open, and nobody knows what came of it. */
async function ranWithoutTrace({ database, replicas: [first] }: Scene) {
  const other = await propose(first, await openIncident(first));
  await database.query(
    "UPDATE firewatch.proposals SET status = 'unknown', decided_at = now() WHERE id = $1",
    [other],
  );
}

const both: readonly Omit<RefusalCase, 'at'>[] = [
  { name: 'two people are asked for by now', code: 'policy_changed', change: policyIs(TWO) },
  { name: 'a limit is set by now', code: 'policy_changed', change: policyIs({ limits: { replicas: 1 } }) },
  { name: 'it is forbidden by now', code: 'mode_never', change: policyIs({ mode: 'never', approvers: [] }) },
  { name: 'it is only written down by now', code: 'policy_changed', change: policyIs({ mode: 'shadow' }) },
  {
    name: 'no rule speaks of it by now',
    code: 'no_rule',
    change: policyIs({ match: { services: ['web'] } }),
  },
  {
    name: 'another environment by now',
    code: 'no_rule',
    change: policyIs({ match: { environments: ['dev'] } }),
  },
  { name: 'a freeze', code: 'frozen', change: policyIs({}, FREEZE) },
  {
    name: 'a stop in Slack',
    code: 'kill_switch',
    change: ({ replicas: [deps] }) => stopActions(deps, BOB, { isStopped: true, reason: 'wait' }),
  },
  {
    name: 'a stop by the operator',
    code: 'kill_switch',
    change: (scene) =>
      ALL(scene, ({ state }) => (state.settings = { ...state.settings, areActionsStopped: true })),
  },
  {
    name: 'too many within the hour',
    code: 'too_often',
    rule: { limits: { actionsPerHour: 1 } },
    change: ranBefore,
  },
  { name: 'a run that nobody knows about', code: 'unknown_run', change: ranWithoutTrace },
];

const clicks: readonly Omit<RefusalCase, 'at'>[] = [
  { name: 'time over', code: 'expired', change: sql("expires_at = now() - interval '1 second'") },
  { name: 'time over at this very moment', code: 'expired', change: sql('expires_at = clock_timestamp()') },
  {
    name: 'taken down in time',
    code: 'expired',
    change: async (scene) => {
      await sql('expires_at = now()')(scene);
      await housekeeping({ ...scene.replicas[0], paging: null });
    },
  },
  {
    name: 'the second yes after the time',
    code: 'expired',
    rule: TWO,
    change: async (scene) => {
      await click(scene.replicas[0], scene.id, BOB);
      await sql('expires_at = now()')(scene);
    },
  },
  {
    name: 'one person twice',
    code: 'approved_before',
    rule: TWO,
    change: ({ replicas: [deps], id }) => click(deps, id, ALICE),
  },
  {
    name: 'rejected before',
    code: 'already_decided',
    change: ({ replicas: [deps], id }) => click(deps, id, BOB, { verdict: 'reject' }),
  },
  {
    name: 'run before',
    code: 'already_decided',
    runs: 1,
    change: async ({ replicas, id }) => {
      await click(replicas[0], id, ALICE);
      await runOnBoth(replicas, id);
    },
  },
  { name: 'cancelled before', code: 'withdrawn', change: sql("status = 'cancelled'") },
  { name: 'only written down', code: 'shadow', change: sql("status = 'shadow'") },
  { name: 'a size that nobody knows', code: 'too_large', rule: { limits: { replicas: 3 } } },
  { name: 'a share that nobody knows', code: 'too_large', rule: { limits: { capacityShare: 0.5 } } },
  {
    name: 'an incident that is over',
    code: 'withdrawn',
    change: ({ replicas: [deps], incident }) => resolve(deps, incident),
  },
];

const runs: readonly Omit<RefusalCase, 'at'>[] = [
  {
    name: 'time over in the queue',
    code: 'expired',
    change: sql("expires_at = now() - interval '2 minutes'"),
  },
  {
    name: 'an incident that is over',
    code: 'incident_over',
    change: ({ replicas: [deps], incident }) => resolve(deps, incident),
  },
];

export const whenCases: readonly RefusalCase[] = [
  ...[...both, ...clicks].map((one) => ({ ...one, at: 'click' as const })),
  ...[...both, ...runs].map((one) => ({ ...one, at: 'run' as const })),
];
