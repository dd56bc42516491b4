/** Whom one bot listens to, and how what they tell is stored. */
import { downloadAwsPage } from '../clients/aws-pages.js';
import type { Config } from '../config/config.js';
import type { Alert } from '../incidents/alert.js';
import { createBatcher } from '../intake/batcher.js';
import { createSources } from '../intake/sources/index.js';
import type { WebhookDeps } from '../intake/webhooks.js';
import { recordAlerts } from '../workflows/alerts/record-alerts.js';
import { acceptPagingEvent } from '../workflows/paging/accept-paging-event.js';
import { recordChange } from '../workflows/record-change.js';
import type { Parts } from './parts.js';
import { sourceSecrets } from './source-secrets.js';

/** Alerts in one commit. */
const MAX_BATCH = 1_000;
/** In a storm each group's webhook may be cut, and one look finds what all of them left out. */
const LOOK_UP_SECONDS = 10;

type IntakeParts = Pick<Parts, 'store' | 'clock' | 'log' | 'metrics' | 'catalog' | 'mappedWebhooks'>;

export interface Intake extends WebhookDeps {
  /** Whether senders wait for others' alerts to be stored. */
  isRushed(): boolean;
}

export function createIntake(
  { env }: Pick<Config, 'env'>,
  { store, clock, log, metrics, catalog, mappedWebhooks }: IntakeParts,
  download = downloadAwsPage,
): Intake {
  const batcher = createBatcher<Alert>({
    write: (alerts) => recordAlerts({ store, metrics }, alerts),
    maxItems: MAX_BATCH,
  });
  return {
    sources: createSources(sourceSecrets(env), () => catalog().list(), download),
    mapped: () => mappedWebhooks?.sources() ?? [],
    recordAlerts: (alerts) => batcher.submit(alerts),
    isRushed: () => batcher.isRushed(),
    recordChange: (change) => recordChange({ store }, change),
    acceptPagingEvent: (event) => acceptPagingEvent({ store }, event),
    lookUpAlerts: () =>
      store.transaction((tx) =>
        tx.jobs.send('reconcile-alerts', { isCut: true }, { onceInSeconds: LOOK_UP_SECONDS }),
      ),
    keepRejected: (payload) => store.transaction((tx) => tx.rejected.keep(payload)),
    clock,
    log,
    metrics,
  };
}
