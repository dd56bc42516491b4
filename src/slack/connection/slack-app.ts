/** What a connection to Slack is made with, and what it can do, whichever way it is made. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ConnectionHealthLog } from '../../observability/connection-health.js';
import type { Logger } from '../../observability/logger.js';
import type { Clock } from '../../shared/clock.js';
import type { ListenerDeps } from '../listeners/accept-input.js';
import type { SlackClient } from '../web-client.js';

export interface SlackSettings {
  readonly botToken: string;
  /** Given = Socket Mode; absent = HTTP mode. */
  readonly appToken?: string | undefined;
  /** Needed in HTTP mode. */
  readonly signingSecret?: string | undefined;
  /** Another Web API than slack.com's, for a local workspace. */
  readonly apiUrl?: string | undefined;
  /** The emoji that puts a message on the timeline, without colons. */
  readonly timelineEmoji?: string;
  /** How long the socket may be silent before it is made anew. */
  readonly silentAfterMs?: number;
  /** How long an answer to our own ping may take; after a loss the client waits as long before it connects again. */
  readonly pingTimeoutMs?: number;
}

export interface SlackApp {
  /** Connects. When Slack cannot be reached it keeps trying in the background; throws ConfigError for a refused token. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** HTTP mode only: handles `POST /slack/events`, body not yet read. */
  readonly handleHttp?: (request: IncomingMessage, response: ServerResponse) => void;
  readonly client: SlackClient;
}

export interface SlackAppDeps {
  readonly settings: SlackSettings;
  readonly useCases: ListenerDeps['useCases'];
  readonly log: Logger;
  readonly clock?: Clock;
  readonly health?: Pick<ConnectionHealthLog, 'succeeded' | 'failed'>;
}

/** The name under which the connection's health is recorded. */
export const SLACK_CONNECTION = 'Slack';
