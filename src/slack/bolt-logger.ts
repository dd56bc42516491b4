/** Bolt's log lines, in our log. Its debug lines hold request bodies and are left out. */
import { LogLevel } from '@slack/bolt';
import type { Logger as BoltLogger } from '@slack/bolt';
import type { Logger } from '../observability/logger.js';

export function createBoltLogger(log: Logger): BoltLogger {
  const say =
    (level: 'info' | 'warn' | 'error') =>
    (...parts: unknown[]) =>
      log[level](
        { detail: parts.map((part) => (part instanceof Error ? part.message : String(part))).join(' ') },
        'bolt',
      );
  return {
    debug: () => undefined,
    // Bolt's "info" is about every reconnect; worth keeping only for somebody who looks for it.
    info: (...parts: unknown[]) => log.debug({ detail: parts.map(String).join(' ') }, 'bolt'),
    warn: say('warn'),
    error: say('error'),
    setLevel: () => undefined,
    getLevel: () => LogLevel.INFO,
    setName: () => undefined,
  };
}
