/** The only file that knows every part: wires one bot from its configuration. */
import { conversationUseCases, knowledgeUseCases, lifecycleUseCases } from './app-use-cases.js';
import { describeConnections } from './app-health.js';
import { findUnready, openDatabase, requireDatabase } from './app-database.js';
import {
  endpointsOf,
  limitsOf,
  modelOf,
  requireTokens,
  withoutUndefined,
  workflowSettings,
} from './app-settings.js';
import { createChartRenderer } from './charts/create-chart-renderer.js';
import { createNamedEndpoints } from './clients/named-endpoints.js';
import { createPagerDuty } from './clients/pagerduty.js';
import { createPrometheus } from './clients/prometheus.js';
import { loadRunbookLibrary } from './clients/runbook-library.js';
import { loadServiceCatalog } from './clients/service-catalog.js';
import type { Config } from './config/config.js';
import type { Alert } from './incidents/alert.js';
import { createBatcher } from './intake/batcher.js';
import { createServer } from './intake/server.js';
import { createJobRunner, type JobHandlers } from './jobs/queue.js';
import type { Logger } from './observability/logger.js';
import { createConnectionHealthLog } from './observability/connection-health.js';
import { createMetrics } from './observability/metrics.js';
import { createActionCatalogue } from './remediation/action-catalogue.js';
import { systemClock } from './shared/clock.js';
import { within } from './shared/deadline.js';
import { createSlackApp, SLACK_CONNECTION } from './slack/app.js';
import { createDelivery } from './slack/delivery/create-delivery.js';
import { createRenderer } from './slack/delivery/render.js';
import { createIdentify } from './slack/delivery/identity.js';
import { keepHomesFresh } from './slack/home/keep-homes-fresh.js';
import { createWorkspace } from './slack/link-to.js';
import { createInputHandler } from './slack/handle-input.js';
import { createNamePeople } from './slack/people-names.js';
import { createResponder } from './slack/respond.js';
import { createTell } from './slack/tell.js';
import { migrate } from './storage/migrate.js';
import { createMessageFolding } from './storage/repositories/message-folding.js';
import { onIncidentChange } from './storage/repositories/home-viewers.js';
import { createMessageQueue } from './storage/repositories/messages.js';
import { createSlackFiles } from './storage/repositories/slack-files.js';
import { createStore } from './storage/store.js';
import { acceptSlackInput, handleSlackInput } from './workflows/accept-slack-input.js';
import { decideProposal } from './workflows/decide-proposal.js';
import { declareIncident } from './workflows/declare-incident.js';
import { executeProposal } from './workflows/execute-proposal.js';
import { draftWhenSettled } from './workflows/knowledge/draft-if-severe.js';
import { answerQuestion } from './workflows/knowledge/answer-question.js';
import { housekeeping } from './workflows/housekeeping.js';
import { investigateIncident } from './workflows/investigate-incident.js';
import { tellElsewhere, watchMessages } from './workflows/message-watch.js';
import { processAlerts } from './workflows/process-alerts.js';
import { readCommanders } from './workflows/read-commanders.js';
import { readIncident } from './workflows/read-incident.js';
import { recordAlerts } from './workflows/record-alerts.js';
import { recordChange } from './workflows/record-change.js';
import { syncPaging } from './workflows/sync-paging.js';
import type { UseCases } from './workflows/use-cases.js';
import { verifyProposal } from './workflows/verify-proposal.js';
import { actions } from '../tools/actions/index.js';
import { tools } from '../tools/index.js';

export interface App {
  /** Migrates, connects and listens. Resolves with the HTTP server's address. */
  start(): Promise<string>;
  stop(): Promise<void>;
}

/** Bounds on what a metrics backend may send us for one query. */
const METRICS_LIMITS = { maxSeries: 100, maxPointsPerSeries: 1_000, maxBytes: 16 * 1024 * 1024 };
/** A fix is one short call; what takes longer has an uncertain outcome. */
const ACTION_TIMEOUT_MS = 30_000;
const PAGERDUTY_TIMEOUT_MS = 10_000;
/** A part that hangs must not keep the others from ending; each is a little longer than the part's own limit. */
const STOP_LIMITS_MS = {
  slack: 5_000,
  server: 7_000,
  jobs: 40_000,
  homes: 5_000,
  delivery: 13_000,
  charts: 2_000,
  database: 8_000,
} as const;
/** Alerts in one commit. */
const MAX_BATCH = 1_000;

/** @throws ConfigError when the configuration cannot work, naming what to set. */
export async function createApp(config: Config, deps: { log: Logger }): Promise<App> {
  const { env, file } = config;
  const { log } = deps;
  requireTokens(config);
  const clock = systemClock;
  const metrics = createMetrics({ collectProcess: true });
  const settings = workflowSettings(config);

  const loadedCatalog = await loadServiceCatalog({
    paths: file.catalog,
    window: file.metrics.window,
    defaultSignals: withoutUndefined(file.metrics.signals),
  });
  const loadedRunbooks = await loadRunbookLibrary({ paths: file.runbooks });
  for (const problem of [...loadedCatalog.problems, ...loadedRunbooks.problems])
    log.warn({ problem }, 'file skipped');
  const catalog = () => loadedCatalog;
  const runbooks = () => loadedRunbooks;

  const database = await openDatabase(config, log);
  const jobs = createJobRunner({ database, log, metrics });
  const store = createStore(database, jobs.within);
  const health = createConnectionHealthLog(clock);
  const metricsSource = env.PROMETHEUS_URL
    ? health.watch(
        'Metrics',
        createPrometheus({
          url: env.PROMETHEUS_URL,
          token: env.PROMETHEUS_TOKEN,
          timeoutMs: settings.queryTimeoutMs,
          ...METRICS_LIMITS,
          metrics,
        }),
      )
    : null;
  const paging =
    env.PAGERDUTY_TOKEN && env.PAGERDUTY_FROM_EMAIL
      ? health.watch(
          'PagerDuty',
          createPagerDuty({
            token: env.PAGERDUTY_TOKEN,
            fromEmail: env.PAGERDUTY_FROM_EMAIL,
            apiUrl: env.PAGERDUTY_API_URL,
            timeoutMs: PAGERDUTY_TIMEOUT_MS,
            metrics,
          }),
        )
      : null;
  const actionCatalogue = createActionCatalogue(actions, {
    http: createNamedEndpoints({ endpoints: endpointsOf(config), timeoutMs: ACTION_TIMEOUT_MS }),
  });

  const parts = {
    store,
    clock,
    catalog,
    runbooks,
    metricsSource,
    paging,
    actions: actionCatalogue,
    agent: {
      model: modelOf(config),
      tools,
      limits: limitsOf(config),
    },
    settings,
    log,
    metrics,
  };

  const useCases: UseCases = {
    acceptSlackInput: (input) => acceptSlackInput(parts, input),
    declareIncident: (by, request) => declareIncident(parts, by, request),
    listIncidents: (limit) => store.transaction((tx) => tx.incidents.listActive(limit)),
    listResolved: (limit, channelId) =>
      store.transaction((tx) => tx.incidents.listResolved(limit, channelId)),
    readCommanders: (ids) => store.transaction((tx) => readCommanders(tx, ids)),
    findIncident: (number) => store.transaction((tx) => tx.incidents.getByNumber(number)),
    readIncident: (id, options) => readIncident(parts, id, options),
    decideProposal: (by, decision) => decideProposal(parts, by, decision),
    ...lifecycleUseCases(parts),
    ...knowledgeUseCases(parts),
    ...conversationUseCases({
      ...parts,
      connections: () =>
        describeConnections(health, clock, {
          [SLACK_CONNECTION]: true,
          Metrics: metricsSource !== null,
          PagerDuty: paging !== null,
        }),
      linkTo: (message) => workspace.linkTo(message),
      hasModel: parts.agent.model !== null,
    }),
  };

  const slackApiUrl = env.SLACK_API_URL;
  const slack = createSlackApp({
    settings: {
      botToken: env.SLACK_BOT_TOKEN ?? '',
      appToken: env.SLACK_APP_TOKEN,
      signingSecret: env.SLACK_SIGNING_SECRET,
      apiUrl: slackApiUrl,
      timelineEmoji: file.incidents.timelineEmoji,
    },
    useCases,
    log,
    health,
  });
  const workspace = createWorkspace({ identify: createIdentify(slack.client), log });
  const homes = keepHomesFresh({
    onIncidentChange: (callback) => onIncidentChange(database, callback),
    refreshHomes: () => useCases.refreshHomes(),
    log,
  });
  const messageQueue = createMessageQueue(database);
  const folding = createMessageFolding(database);
  const charts = createChartRenderer();
  const delivery = createDelivery({
    queue: messageQueue,
    folding,
    files: createSlackFiles(database),
    client: slack.client,
    render: createRenderer(useCases, {
      folding,
      drawChart: async (chart) => (await charts.render(chart))?.png ?? null,
      namePeople: createNamePeople({ client: slack.client, log }),
      linkTo: (channel, ts) => workspace.linkTo({ channel, ts, threadTs: null }),
    }),
    touchParent: (incidentId) =>
      store.transaction((tx) => tx.notifier.touch({ kind: 'incident_card', incidentId, subjectId: null })),
    log,
    metrics,
    clock,
  });
  const handleInput = createInputHandler({
    useCases,
    client: slack.client,
    tell: createTell({
      respond: createResponder({ apiUrl: slackApiUrl, log }),
      client: slack.client,
      log,
    }),
    log,
  });

  const handlers: JobHandlers = {
    'process-alerts': () => processAlerts(parts),
    'investigate-incident': ({ investigationId }, signal) =>
      investigateIncident(parts, investigationId, signal),
    'execute-proposal': ({ proposalId }) => executeProposal(parts, proposalId),
    'verify-proposal': ({ proposalId }, signal) => verifyProposal(parts, proposalId, signal),
    'sync-paging': ({ incidentId }, signal) => syncPaging(parts, incidentId, signal),
    'draft-postmortem': (job) => draftWhenSettled(parts, job),
    'answer-question': ({ questionId }, signal) => answerQuestion(parts, questionId, signal),
    'handle-slack-input': ({ inputId }) => handleSlackInput({ store, handle: handleInput }, inputId),
    'handle-slack-decision': ({ inputId }) => handleSlackInput({ store, handle: handleInput }, inputId),
    'handle-slack-request': ({ inputId }) => handleSlackInput({ store, handle: handleInput }, inputId),
    'tell-elsewhere': ({ incidentId }, signal) => tellElsewhere(parts, incidentId, signal),
    async housekeeping() {
      await housekeeping(parts);
      await watchMessages(parts);
    },
  };

  const batcher = createBatcher<Alert>({
    write: (alerts) => recordAlerts(parts, alerts),
    maxItems: MAX_BATCH,
  });
  const server = createServer({
    tokens: { alertmanager: env.ALERTMANAGER_TOKEN ?? null, changes: env.CHANGES_TOKEN ?? null },
    recordAlerts: (alerts) => batcher.submit(alerts),
    recordChange: (change) => recordChange(parts, change),
    keepRejected: (payload) => store.transaction((tx) => tx.rejected.keep(payload)),
    findUnready: () => findUnready(database),
    async refreshMetrics() {
      const active = await store.transaction((tx) => tx.incidents.countActive()).catch(() => undefined);
      if (active !== undefined) metrics.incidentsActive.set(active);
      const backlog = await messageQueue.backlog().catch(() => undefined);
      if (backlog === undefined) return;
      metrics.messagesUndelivered.set(backlog.count);
      metrics.messagesUndeliveredAge.set(backlog.oldestSeconds);
    },
    slack: slack.handleHttp ?? null,
    clock,
    log,
    metrics,
  });

  return {
    async start() {
      await requireDatabase(config, database);
      const applied = await migrate(database);
      if (applied.length > 0) log.info({ migrations: applied }, 'database migrated');
      await jobs.start();
      const address = await server.listen(env.HOST, env.PORT);
      await jobs.work(handlers);
      // What a former process left behind is picked up now, not at the next full minute.
      await store.transaction((tx) => tx.jobs.send('housekeeping', {}));
      await delivery.start();
      await homes.start();
      void workspace.learn();
      await slack.start();
      return address;
    },
    async stop() {
      // New work first, then what is under way; the database last, whatever became of the others.
      const steps = [
        ['slack', () => slack.stop()],
        ['server', () => server.close()],
        ['jobs', () => jobs.stop()],
        ['homes', () => homes.stop()],
        ['delivery', () => delivery.stop()],
        ['charts', () => charts.close()],
        ['database', () => database.close()],
      ] as const;
      for (const [part, end] of steps) {
        try {
          await within(STOP_LIMITS_MS[part], `Stopping ${part}`, end());
        } catch (error) {
          log.error({ err: error, part }, 'this part did not stop cleanly');
        }
      }
    },
  };
}
