/**
 * Lets the real product meet one scene: alerts and changes arrive over HTTP at their times, incidents are opened, and at the
 * time of the look each is investigated. Nothing is mocked but Slack, which is left out: messages are rendered, not sent.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildWebhookMessage } from '../../../demo/metrics/alerting/webhook-payload.js';
import { keepLabels } from '../../../demo/metrics/label-set.js';
import { createParts } from '../../../src/app/create-parts.js';
import type { Parts } from '../../../src/app/parts.js';
import { createUseCases } from '../../../src/app/use-cases.js';
import { createIntake } from '../../../src/app/intake.js';
import { createWebSide } from '../../../src/app/web.js';
import { loadConfig, type Config } from '../../../src/config/config.js';
import { createConnectionHealthLog } from '../../../src/observability/connection-health.js';
import { silentLogger } from '../../../src/observability/logger.js';
import { createMetrics } from '../../../src/observability/metrics.js';
import type { IncidentId } from '../../../src/shared/ids.js';
import { processAlerts } from '../../../src/workflows/alerts/process-alerts.js';
import { investigateIncident } from '../../../src/workflows/investigation/investigate-incident.js';
import type { IncidentView } from '../../../src/workflows/reading/incident-view.js';
import { readIncident } from '../../../src/workflows/reading/read-incident.js';
import { createLot } from '../scene/lot.js';
import type { Scene } from '../scene/scene.js';
import type { AlertEvent } from '../telemetry/find-alerts.js';
import { openBackends, type Backends } from '../telemetry/backends.js';
import { renderMessages, type RenderedMessage } from './render-messages.js';
import type { ShiftedDatabase } from './shifted-database.js';
import { TOKEN, writeConfig, type ModelChoice } from './write-config.js';

/** A Tuesday; scenes are spread over the four weeks from then on. */
const FIRST_ONSET = Date.parse('2026-03-03T06:00:00Z');
const SPREAD_MINUTES = 28 * 24 * 60;
const GROUPED_BY = new Set(['alertname', 'service']);
/** The same in every run, so that placeholders are. */
const PRIVACY_KEY = 'the-same-in-every-evaluation';

export interface Outcome {
  /** One for each incident that was opened, the first one first. */
  readonly views: readonly IncidentView[];
  /** What Slack would get of them. */
  readonly messages: readonly RenderedMessage[];
  /** Of the investigations, as people wait for them. */
  readonly seconds: number;
}

export async function investigateScene(
  scene: Scene,
  options: { readonly seed: number; readonly model: ModelChoice | null; readonly shifted: ShiftedDatabase },
): Promise<Outcome> {
  const { seed, model, shifted } = options;
  const onsetMs = FIRST_ONSET + createLot(seed).between(0, SPREAD_MINUTES) * 60_000;
  const directory = await mkdtemp(join(tmpdir(), 'firewatch-eval-'));
  const backends = await openBackends(scene, seed, onsetMs);
  try {
    const environment = await writeConfig(scene, { directory, model, ...backends });
    const config = loadConfig({ ...environment, FIREWATCH_PRIVACY_KEY: PRIVACY_KEY });
    return await investigate(scene, { config, backends, shifted, onsetMs });
  } finally {
    await backends.close();
    await rm(directory, { recursive: true, force: true });
  }
}

interface World {
  readonly config: Config;
  readonly backends: Backends;
  readonly shifted: ShiftedDatabase;
  readonly onsetMs: number;
}

async function investigate(scene: Scene, { config, backends, shifted, onsetMs }: World): Promise<Outcome> {
  const { database } = shifted;
  let present = new Date(onsetMs);
  const clock = { now: () => present };
  const setTime = async (atMs: number) => {
    present = new Date(atMs);
    await shifted.setTime(present);
  };
  await shifted.empty();
  const log = silentLogger();
  const metrics = createMetrics();
  const health = createConnectionHealthLog(clock);
  // What would be done in the background is done here, one after the other.
  const jobs = { within: () => ({ send: async () => undefined, isUnderWay: async () => false }) };
  const parts = await createParts(config, {
    database,
    jobs,
    health,
    clock,
    log,
    metrics,
    people: {
      findByEmail: async () => null,
      describe: async (slackUserId) => ({
        slackUserId,
        account: 'member',
        userGroups: new Set(),
        isOnCall: false,
      }),
    },
  });
  const server = createWebSide(config, { parts, intake: createIntake(config, parts), database, slack: null });
  const url = await server.listen('127.0.0.1', 0);
  try {
    for (const change of scene.changes) await postChange(url, change, onsetMs);
    for (const event of backends.alerts) {
      await setTime(event.atMs);
      await post(`${url}/webhooks/alertmanager`, webhookOf(event));
      await processAlerts(parts);
    }
    await setTime(backends.nowMs);
    const startedAt = performance.now();
    const incidents = await runInvestigations(parts, shifted);
    const seconds = (performance.now() - startedAt) / 1000;
    const useCases = createUseCases(parts, { connections: () => [], linkTo: () => null });
    const views: IncidentView[] = [];
    for (const id of incidents) {
      const view = await readIncident(parts, id);
      if (view) views.push(view);
    }
    return { views, messages: await renderMessages(useCases, views), seconds };
  } finally {
    await server.close();
  }
}

/** Once for each incident that is open; resolves with their ids, the first one first. */
async function runInvestigations(
  parts: Parts,
  { database }: ShiftedDatabase,
): Promise<readonly IncidentId[]> {
  const waiting = await database.query<{ id: string; incidentId: IncidentId }>(
    `SELECT i.id, i.incident_id AS "incidentId" FROM firewatch.investigations i
     JOIN firewatch.incidents n ON n.id = i.incident_id
     WHERE i.finished_at IS NULL AND n.status <> 'resolved' ORDER BY n.number`,
  );
  const seen = new Map(waiting.map((one) => [one.incidentId, one.id]));
  for (const id of seen.values()) await investigateIncident(parts, id, new AbortController().signal);
  return [...seen.keys()];
}

function webhookOf({ alert }: AlertEvent) {
  return buildWebhookMessage({
    alerts: [alert],
    groupLabels: keepLabels(alert.labels, GROUPED_BY),
    receiver: 'firewatch',
    externalUrl: 'http://alertmanager:9093',
  });
}

async function postChange(url: string, change: Scene['changes'][number], onsetMs: number): Promise<void> {
  const { at, ...rest } = change;
  const time = new Date(onsetMs + at * 1000).toISOString();
  await post(`${url}/changes`, { id: `${change.service}-${time}`, source: 'deploys', ...rest, at: time });
}

/** @throws when the product refuses it: then the scene is wrong. */
async function post(url: string, body: unknown): Promise<void> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
}
