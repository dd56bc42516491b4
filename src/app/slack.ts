/** Everything of one bot that speaks with Slack: what listens, what answers one person, and what writes messages. */
import { createChartRenderer, type ChartRenderer } from '../charts/create-chart-renderer.js';
import type { Config } from '../config/config.js';
import type { ConnectionHealthLog } from '../observability/connection-health.js';
import { createSlackApp, type SlackApp } from '../slack/app.js';
import { createDelivery, type Delivery, type DeliverySettings } from '../slack/delivery/create-delivery.js';
import { createIdentify } from '../slack/delivery/identity.js';
import { createRenderer } from '../slack/delivery/render.js';
import { createInputHandler, type InputHandler } from '../slack/handle-input.js';
import { keepHomesFresh, type HomeKeeper } from '../slack/home/keep-homes-fresh.js';
import { createWorkspace, type Workspace } from '../slack/link-to.js';
import { createPeopleDirectory } from '../slack/people-directory.js';
import { createNamePeople } from '../slack/people-names.js';
import type { PeopleDirectory } from '../remediation/ports.js';
import { createResponder } from '../slack/respond.js';
import { createTell } from '../slack/tell.js';
import type { Database } from '../storage/database.js';
import { onIncidentChange } from '../storage/repositories/home-viewers.js';
import { createMessageFolding } from '../storage/repositories/message-folding.js';
import { createMessageQueue } from '../storage/repositories/messages.js';
import { createSlackFiles } from '../storage/repositories/slack-files.js';
import { showElsewhere } from '../workflows/messages/show-elsewhere.js';
import type { UseCases } from '../workflows/use-cases.js';
import { createOnCallLookup } from './on-call.js';
import type { Parts } from './parts.js';

export interface SlackSide {
  readonly connection: SlackApp;
  readonly delivery: Delivery;
  readonly homes: HomeKeeper;
  readonly charts: ChartRenderer;
  readonly workspace: Workspace;
  readonly people: PeopleDirectory;
  readonly handleInput: InputHandler;
}

export interface SlackSideDeps {
  readonly parts: Pick<
    Parts,
    'store' | 'clock' | 'log' | 'metrics' | 'settings' | 'metricsSource' | 'catalog' | 'paging'
  >;
  readonly useCases: UseCases;
  readonly database: Database;
  readonly health: ConnectionHealthLog;
  readonly delivery: Partial<DeliverySettings>;
}

export function createSlackSide(config: Config, deps: SlackSideDeps): SlackSide {
  const { useCases } = deps;
  const { log } = deps.parts;
  const connection = connect(config, deps);
  const { client } = connection;
  const workspace = createWorkspace({ identify: createIdentify(client), log });
  const charts = createChartRenderer();
  return {
    connection,
    workspace,
    charts,
    people: createPeopleDirectory({ client, log, onCall: createOnCallLookup(deps.parts) }),
    delivery: deliver(deps, { client, workspace, charts }),
    homes: keepHomesFresh({
      onIncidentChange: (callback) => onIncidentChange(deps.database, callback),
      refresh: async () => {
        await useCases.refreshStorms();
        await useCases.refreshHomes();
      },
      log,
    }),
    handleInput: createInputHandler({
      useCases,
      client,
      tell: createTell({
        respond: createResponder({ apiUrl: config.env.SLACK_API_URL, log }),
        client,
        log,
      }),
      log,
    }),
  };
}

function connect({ env, file }: Config, { parts, useCases, health }: SlackSideDeps): SlackApp {
  return createSlackApp({
    settings: {
      botToken: env.SLACK_BOT_TOKEN ?? '',
      appToken: env.SLACK_APP_TOKEN,
      signingSecret: env.SLACK_SIGNING_SECRET,
      apiUrl: env.SLACK_API_URL,
      timelineEmoji: file.incidents.timelineEmoji,
    },
    useCases,
    log: parts.log,
    health,
  });
}

function deliver(
  { parts, useCases, database, delivery }: SlackSideDeps,
  { client, workspace, charts }: { client: SlackApp['client'] } & Pick<SlackSide, 'workspace' | 'charts'>,
): Delivery {
  const { store, clock, log, metrics, metricsSource, settings } = parts;
  const folding = createMessageFolding(database);
  return createDelivery({
    queue: createMessageQueue(database),
    folding,
    files: createSlackFiles(database),
    client,
    render: createRenderer(useCases, {
      folding,
      drawChart: async (chart) => (await charts.render(chart))?.png ?? null,
      namePeople: createNamePeople({ client, log }),
      linkTo: (channel, ts) => workspace.linkTo({ channel, ts, threadTs: null }),
    }),
    touchParent: (incidentId) =>
      store.transaction((tx) => tx.notifier.touch({ kind: 'incident_card', incidentId, subjectId: null })),
    showElsewhere: (card, trouble) => showElsewhere({ store, settings, log }, card, trouble),
    // Without measurements there is nothing to draw.
    ...(metricsSource === null ? {} : { expectPictures: charts.warmUp }),
    log,
    metrics,
    clock,
    settings: delivery,
  });
}
