/** Two ways of posting to the same Slack: Slack's own client as it comes, and the delivery engine on its queue. */
import { webApi } from '@slack/bolt';
import { randomUUID } from 'node:crypto';
import type { LocalSlack } from '../../demo/slack/local-slack.js';
import { silentLogger } from '../../src/observability/logger.js';
import { createMetrics } from '../../src/observability/metrics.js';
import { systemClock } from '../../src/shared/clock.js';
import { createDelivery } from '../../src/slack/delivery/create-delivery.js';
import { createSlackClient } from '../../src/slack/web-client.js';
import { migrate } from '../../src/storage/migrate.js';
import { createMessageFolding } from '../../src/storage/repositories/message-folding.js';
import { createMessageQueue, createNotifier } from '../../src/storage/repositories/messages.js';
import { createSlackFiles } from '../../src/storage/repositories/slack-files.js';
import { openTarget, type Target } from '../intake/target.js';
import type { Poster } from './channels.js';

/** With its defaults, but for its log. */
export function createPlainPoster(slack: LocalSlack): Poster {
  const client = new webApi.WebClient(slack.botToken, {
    slackApiUrl: slack.apiUrl,
    logLevel: 'error' as webApi.LogLevel,
  });
  const running = new Set<Promise<unknown>>();
  return {
    post(channel, text) {
      const call = client.chat.postMessage({ channel, text });
      running.add(call);
      void call.finally(() => running.delete(call));
    },
    async stop() {
      await Promise.allSettled(running);
    },
  };
}

/** With the settings of production. */
export async function createEnginePoster(slack: LocalSlack, target: Target): Promise<Poster> {
  const log = silentLogger();
  const database = await openTarget(target, log);
  await migrate(database);
  const texts = new Map<string, string>();
  const delivery = createDelivery({
    queue: createMessageQueue(database),
    folding: createMessageFolding(database),
    files: createSlackFiles(database),
    client: createSlackClient({ botToken: slack.botToken, apiUrl: slack.apiUrl, log }),
    render: ({ subjectId }) =>
      Promise.resolve({ text: texts.get(subjectId ?? '') ?? '', blocks: [], notBefore: new Date() }),
    log,
    metrics: createMetrics(),
    clock: systemClock,
  });
  await delivery.start();
  return {
    post(channel, text) {
      const subjectId = randomUUID();
      texts.set(subjectId, text);
      const place = { channel, threadTs: null };
      void database.transaction((tx) =>
        createNotifier(tx).touch({ kind: 'status_reminder', incidentId: null, subjectId, place }),
      );
    },
    async stop() {
      await delivery.stop();
      await database.close();
    },
  };
}
