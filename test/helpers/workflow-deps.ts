/** Dependencies for workflows on a real database: a small catalogue, one runbook, and an action whose calls are recorded. */
import { createNamedCommands } from '../../src/clients/commands/named-commands.js';
import { createMcpServers } from '../../src/clients/mcp/mcp-servers.js';
import { createActionCatalogue } from '../../src/remediation/action-catalogue.js';
import type { MetricsAnswer, MetricsSource } from '../../src/incidents/ports/metrics-source.js';
import type { RunbookAction } from '../../src/incidents/runbook.js';
import type { Alert } from '../../src/incidents/alert.js';
import type { Incident } from '../../src/incidents/incident.js';
import { silentLogger } from '../../src/observability/logger.js';
import { createMetrics } from '../../src/observability/metrics.js';
import { createPrivacy } from '../../src/privacy/privacy.js';
import { defaultPolicy } from '../../src/remediation/policy/default-policy.js';
import type { Decider } from '../../src/remediation/policy/eligibility.js';
import type { Proposal } from '../../src/remediation/proposal.js';
import { systemClock } from '../../src/shared/clock.js';
import type { ProposalId } from '../../src/shared/ids.js';
import { decideProposal } from '../../src/workflows/remediation/decide-proposal.js';
import { processAlerts } from '../../src/workflows/alerts/process-alerts.js';
import { proposeRemediation } from '../../src/workflows/remediation/propose-remediation.js';
import { recordAlerts } from '../../src/workflows/alerts/record-alerts.js';
import type { WorkflowSettings } from '../../src/workflows/settings.js';
import type { Store } from '../../src/workflows/transaction.js';
import type { ActionHttp, NamedEndpoint } from '../../tools/actions/ports/http.js';
import { actions } from '../../tools/actions/index.js';
import { verifyProposal } from '../../src/workflows/remediation/verify-proposal.js';
import { DIAGNOSED, libraryOf, RESTART } from './restart-runbook.js';
import { buildCatalog } from './small-catalog.js';
import { AMPLE } from './spending.js';

export const ALICE = { slackUserId: 'U0ALICE' };
export const CAROL = { slackUserId: 'U0CAROL' };

const PEOPLE: ReadonlyMap<string, string> = new Map([['alice@example.com', ALICE.slackUserId]]);

const SETTINGS: WorkflowSettings = {
  defaultChannel: 'C0INCIDENTS',
  grouping: {
    withinSeconds: 300,
    spanSeconds: 1800,
    sameServiceSeconds: 21_600,
    maxDistance: 2,
    maxAlerts: 200,
  },
  holds: { maintenance: [], openAfter: [] },
  storm: { above: 10 },
  reopenWithinSeconds: 1800,
  sameCauseWithinSeconds: 86_400,
  window: '1m',
  settleSeconds: 1,
  baselineSeconds: 60,
  stepSeconds: 15,
  queryTimeoutMs: 1000,
  evidenceTimeoutMs: 1000,
  changesSeconds: 3600,
  areActionsStopped: false,
  verifyEverySeconds: 0.01,
  tellElsewhereAfterSeconds: 0,
  isPagingHeard: true,
  postmortemFrom: 'sev2',
  updateCadence: { sev1: 1800, sev2: 3600, sev3: 14_400, sev4: null },
  digest: null,
};

const ENDPOINT: NamedEndpoint = {
  name: 'restart-checkout',
  description: 'Restarts checkout.',
  service: 'checkout',
  method: 'POST',
  url: 'http://checkout:8080/restart',
  bodyHash: null,
  risk: 'low',
  isIdempotent: false,
  isReversible: false,
  rollback: 'None.',
  undo: null,
  wants: null,
};

/** Takes the other one back, where a test says so. */
const WAY_BACK: NamedEndpoint = {
  ...ENDPOINT,
  name: 'restore-checkout',
  description: 'Puts checkout back.',
  url: 'http://checkout:8080/restore',
};

/** Everything is real but for the endpoint and the metrics backend, which answer what the test says. */
export function createWorkflowDeps(store: Store) {
  const calls: { name: string; idempotencyKey: string }[] = [];
  const state = {
    endpoint: ENDPOINT,
    wayBack: WAY_BACK,
    /** Of the one runbook, where it is not the usual. */
    step: {} as Partial<RunbookAction>,
    /** What a call does; the default succeeds. */
    onCall: async (): Promise<{ status: number; body: string }> => ({ status: 200, body: 'done' }),
    answer: { series: [], isPartial: false, warnings: [] } as MetricsAnswer,
    /** What is said of an earlier moment, where that is not the same. */
    before: null as MetricsAnswer | null,
    settings: SETTINGS,
    policy: defaultPolicy({ approvers: [ALICE.slackUserId, 'U0BOB'], expireAfterSeconds: 300 }),
    /** What Slack and the paging system say about people, where it is not the usual. */
    people: new Map<string, Partial<Decider>>(),
  };
  const noMcp = createMcpServers({ servers: [], taken: new Set(), log: silentLogger() });
  const noCommands = createNamedCommands({ commands: [], redact: (text) => text });
  const http: ActionHttp = {
    describe: (name) => [state.endpoint, state.wayBack].find((one) => one.name === name),
    async call(name, { idempotencyKey }) {
      calls.push({ name, idempotencyKey });
      return state.onCall();
    },
    preview: async () => undefined,
    check: async () => undefined,
  };
  const catalog = buildCatalog();
  const metricsSource: MetricsSource = {
    queryInstant: async (_, { at }) => (at && state.before) ?? state.answer,
    queryRange: async () => state.answer,
    listMetrics: async () => ({ names: [], hasMore: false }),
  };
  return {
    store,
    calls,
    state,
    clock: systemClock,
    catalog: () => catalog,
    runbooks: () => libraryOf({ ...RESTART, ...state.step }),
    actions: createActionCatalogue(actions, { http, mcp: noMcp.actions, commands: noCommands }),
    policy: () => state.policy,
    paging: null,
    alertLister: null,
    people: {
      findByEmail: async (email: string) => PEOPLE.get(email) ?? null,
      describe: async (slackUserId: string): Promise<Decider> => ({
        slackUserId,
        account: 'member',
        userGroups: new Set<string>(),
        isOnCall: false,
        ...state.people.get(slackUserId),
      }),
    },
    metricsSource,
    logSource: null,
    traceSource: null,
    get settings() {
      return state.settings;
    },
    privacy: createPrivacy(() => Promise.resolve('a key of the tests alone')),
    spending: AMPLE,
    log: silentLogger(),
    metrics: createMetrics(),
  };
}
export type WorkflowDeps = ReturnType<typeof createWorkflowDeps>;

let counter = 0;

export function buildAlert(alert: Partial<Alert> = {}): Alert {
  counter += 1;
  return {
    source: 'alertmanager',
    fingerprint: `f${counter}`,
    status: 'firing',
    name: 'HighErrorRate',
    labels: { alertname: 'HighErrorRate', service: 'checkout', severity: 'critical' },
    annotations: {},
    startsAt: new Date(Date.now() - 1000),
    endsAt: null,
    generatorUrl: null,
    groupKey: null,
    ...alert,
  };
}

/** The same episode, ended now unless told. */
export const ended = (alert: Alert, endsAt = new Date()): Alert => ({ ...alert, status: 'resolved', endsAt });

/** Stores alerts and turns them into incidents. */
export async function receive(deps: WorkflowDeps, ...alerts: readonly Alert[]): Promise<void> {
  await recordAlerts(deps, alerts);
  await processAlerts(deps);
}

/** A rolled back transaction leaves a gap in the numbers. */
const MAX_NUMBER = 20;

/** All incidents, in the order they were opened. */
export async function incidentsOf(deps: WorkflowDeps): Promise<readonly Incident[]> {
  return deps.store.transaction(async (tx) => {
    const found: Incident[] = [];
    for (let number = 1; number <= MAX_NUMBER; number += 1) {
      const incident = await tx.incidents.getByNumber(number);
      if (incident) found.push(incident);
    }
    return found;
  });
}

/** An open incident of checkout with a pending proposal to restart it. */
export async function proposeRestart(deps: WorkflowDeps): Promise<{ incident: Incident; id: ProposalId }> {
  await receive(deps, buildAlert());
  const [incident] = (await incidentsOf(deps)).toReversed();
  if (!incident) throw new Error('No incident was opened.');
  const answer = await propose(deps, incident);
  if (answer.status !== 'proposed') throw new Error(answer.reason);
  return { incident, id: answer.proposalId };
}

/** The step of the one runbook, for checkout. */
export const propose = (deps: WorkflowDeps, incident: Incident) =>
  proposeRemediation(deps, {
    incident,
    diagnosed: [DIAGNOSED],
    request: { runbookId: 'restart', step: 1, service: 'checkout', rationale: 'It hangs.', evidenceIds: [] },
    signal: AbortSignal.timeout(30_000),
  });

/** Where the incident's messages are, once they are posted. */
export const CHANNEL = 'C0INCIDENTS';

/** One measurement with these values. */
export const measured = (...values: readonly number[]) => ({
  series: values.map((value) => ({ labels: {}, times: [0], values: [value] })),
  isPartial: false,
  warnings: [],
});

export const verify = (deps: WorkflowDeps, id: ProposalId) =>
  verifyProposal(deps, id, new AbortController().signal);

export const decide = (
  deps: WorkflowDeps,
  proposalId: ProposalId,
  by = ALICE,
  verdict: 'approve' | 'reject' = 'approve',
) => decideProposal(deps, by, { proposalId, verdict, channelId: CHANNEL });

export async function proposalOf(deps: WorkflowDeps, id: ProposalId): Promise<Proposal> {
  const proposal = await deps.store.transaction((tx) => tx.proposals.get(id));
  if (!proposal) throw new Error('The proposal is gone.');
  return proposal;
}
