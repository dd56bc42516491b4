/** What collectors of logs and traces do in a real set-up: bring what the services write to stores that can be asked. */
import { createLogStore } from './logs/log-store.js';
import { createLogsApi } from './logs/logs-api.js';
import type { Collector } from './shop/collector.js';
import { createTraceStore } from './traces/trace-store.js';
import { createTracesApi } from './traces/traces-api.js';

export interface LogsAndTraces {
  /** For the shop. */
  readonly collector: Collector;
  /** Listens; returns the base addresses of an API like Loki's and of one like Jaeger's. */
  start(): Promise<{ readonly lokiUrl: string; readonly jaegerUrl: string }>;
  stop(): Promise<void>;
}

export function createLogsAndTraces(): LogsAndTraces {
  const logStore = createLogStore();
  const traceStore = createTraceStore();
  const logs = createLogsApi(logStore);
  const traces = createTracesApi(traceStore);

  return {
    collector: {
      onLine({ at, level, service, message, ...fields }) {
        if (level === 'debug') return;
        const text = JSON.stringify({ time: at, level, msg: message, ...fields });
        logStore.append({ service_name: service, job: 'shop' }, text, Date.parse(at));
      },
      onSpan: traceStore.append,
    },
    async start() {
      const [lokiUrl, jaegerUrl] = await Promise.all([logs.start(), traces.start()]);
      return { lokiUrl, jaegerUrl };
    },
    async stop() {
      await Promise.all([logs.stop(), traces.stop()]);
    },
  };
}
