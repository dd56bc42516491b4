/**
 * A Slack workspace on this machine: Web API, Socket Mode, signed HTTP events, slash commands, clicks, modals and a
 * page to use it all from. It behaves like Slack where an app can tell the difference, and needs no account.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ApiContext } from './api/method.js';
import { createRateLimits } from './api/rate-limits.js';
import { DEFAULT_SCOPES } from './api/scopes.js';
import { createUpload } from './api/upload.js';
import { createWebApi } from './api/web-api.js';
import { createDeliveryLog, type LoggedEntry } from './delivery-log.js';
import { createDeliveries, EVENT_RETRY_DELAYS_MS } from './delivery/deliveries.js';
import { createAppEvents } from './delivery/events.js';
import { createRequestUrl } from './delivery/request-url.js';
import { createSocketMode } from './delivery/socket-mode.js';
import { createFaults, type Fault } from './faults.js';
import { sendFile } from './http/file-server.js';
import { sendJson } from './http/request.js';
import { handleResponseUrl } from './http/response-url-route.js';
import { commandsOf, DEFAULT_SUBSCRIPTIONS, type LocalSlackOptions } from './local-slack-options.js';
import { createChoices } from './people/choices.js';
import { createPeople } from './people/people.js';
import { createResponseUrls } from './people/response-urls.js';
import { createTriggerIds } from './people/trigger-ids.js';
import { createViews } from './people/views.js';
import { createEventStream } from './ui/event-stream.js';
import { createPageServer } from './ui/page-server.js';
import { createPanel } from './ui/panel.js';
import { showAgent, showCanvases, showViews } from './ui/snapshot.js';
import type { ShownAgent, ShownCanvas, ShownViews } from './ui/shapes.js';
import { createUiRoutes } from './ui/ui-routes.js';
import { createAgentThreads } from './workspace/agent-threads.js';
import { createCanvases } from './workspace/canvases.js';
import { createFileStore, type StoredFile } from './workspace/files.js';
import type { Change, Channel, Json, Message } from './workspace/model.js';
import { BOT_USER, type ChannelSeed, SEED_CHANNELS, SEED_USER_GROUPS, SEED_USERS } from './workspace/seed.js';
import { createStreams } from './workspace/streams.js';
import { createWorkspace } from './workspace/workspace.js';

export type { LoggedEntry } from './delivery-log.js';
export type { Fault } from './faults.js';
export type { LocalSlackOptions } from './local-slack-options.js';
export type { ActionInput } from './people/actions.js';
export type { SubmitResult } from './people/modals.js';
export type { PersonResult } from './people/people.js';
export type { AppShortcut } from './people/app-shortcut.js';
export type { SlashCommand } from './people/slash-command.js';
export type { Panel } from './ui/panel.js';
export type { Json, Message } from './workspace/model.js';
export type { ChannelSeed, UserSeed } from './workspace/seed.js';

export type LocalSlack = ReturnType<typeof createLocalSlack>;
/** Builds a workspace; nothing listens before `start()`. */
export function createLocalSlack(options: LocalSlackOptions = {}) {
  const now = options.now ?? Date.now;
  const host = options.host ?? '127.0.0.1';
  const ackTimeoutMs = options.ackTimeoutMs ?? 3000;
  const signingSecret = options.signingSecret ?? 'local-signing-secret';
  const botToken = options.botToken ?? 'xoxb-local-firewatch';
  const appToken = options.appToken ?? 'xapp-local-firewatch';
  const commands = commandsOf(options);
  const shortcuts = options.shortcuts ?? [];
  const scopes = options.scopes ?? DEFAULT_SCOPES;
  const botUser = BOT_USER.id;
  let port = options.port ?? 0;
  const baseUrl = (): string => `http://${host}:${port}`;

  const files = createFileStore({ now, baseUrl, processingMs: options.fileProcessingMs ?? 0 });
  const workspace = createWorkspace({
    now,
    users: [...(options.users ?? SEED_USERS), BOT_USER],
    channels: options.channels ?? SEED_CHANNELS,
    userGroups: SEED_USER_GROUPS,
    files,
  });
  const streams = createStreams({ now, workspace });
  const agents = createAgentThreads({ now, workspace, botUser });
  const canvases = createCanvases({ now, workspace });
  const log = createDeliveryLog({ now });
  const faults = createFaults({ now });
  const rateLimits = createRateLimits({ now });
  rateLimits.setEnabled(options.rateLimits ?? true);

  const sockets = createSocketMode({
    log,
    faults,
    ackTimeoutMs,
    socketBaseUrl: () => `ws://${host}:${port}`,
  });
  const requestUrl = createRequestUrl({ now, ackTimeoutMs, signingSecret, requestUrl: options.requestUrl });
  const deliveries = createDeliveries({
    log,
    faults,
    transports: [sockets.transport, requestUrl.transport],
    eventRetryDelaysMs: options.eventRetryDelaysMs ?? EVENT_RETRY_DELAYS_MS,
  });
  const events = createAppEvents({
    now,
    workspace,
    deliveries,
    botUser,
    subscriptions: options.subscriptions ?? DEFAULT_SUBSCRIPTIONS,
    scopes,
  });

  const triggers = createTriggerIds({ now });
  const responseUrls = createResponseUrls({ now, workspace, log, botUser, baseUrl });
  const views = createViews({
    now,
    triggers,
    botId: BOT_USER.botId ?? '',
    emit: (change) => workspace.emit(change),
  });
  const interactions = { triggers, responseUrls, views, choices: createChoices() };
  const people = createPeople({
    now,
    workspace,
    deliveries,
    events,
    interactions,
    log,
    botUser,
    commands,
    shortcuts,
  });

  const context: ApiContext = {
    workspace,
    streams,
    agents,
    canvases,
    scopes,
    interactions,
    botUser,
    baseUrl,
    openSocketUrl: () => sockets.ticketUrl(),
  };
  const webApi = createWebApi({ context, faults, rateLimits, log, botToken, appToken });
  const upload = createUpload({ workspace, faults, log });
  const showAgentFor = (user: string): ShownAgent => showAgent(workspace, agents, user, botUser);
  const eventStream = createEventStream({ workspace, interactions, showAgent: showAgentFor });
  const pages = createPageServer();
  const ui = createUiRoutes({
    workspace,
    people,
    interactions,
    log,
    faults,
    events: eventStream,
    panel: createPanel(options.panel),
    commands,
    shortcuts,
    botUser,
    canvases,
    baseUrl,
    showAgent: showAgentFor,
    addFault,
    setRateLimits: (enabled) => rateLimits.setEnabled(enabled),
    setRequestUrl: (url) => requestUrl.set(url),
    dropSockets: () => sockets.drop(),
    refreshSockets: () => sockets.refresh(),
  });

  function addFault(fault: Fault): void {
    faults.add(fault);
    if (fault.kind === 'drop_sockets' || fault.kind === 'down') sockets.drop();
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', baseUrl());
    const [, area = '', rest = ''] = /^\/([^/]*)\/?(.*)$/.exec(url.pathname) ?? [];
    if (area === 'api') await webApi.handle(rest, request, response, url);
    else if (area === 'ui') await ui.handle(rest, request, response, url);
    else if (area === 'response')
      await handleResponseUrl({ responseUrls, faults }, rest, request, response, url);
    else if (area === 'upload') await upload.handle(rest.replace(/^v1\//, ''), request, response);
    else if (area === 'files') sendFile(files, rest, response);
    else await pages.handle(url.pathname, response);
  }

  let server: Server | undefined;

  async function start(): Promise<void> {
    if (server !== undefined) return;
    const created = createServer((request, response) => {
      handle(request, response).catch((error: unknown) => {
        if (response.headersSent) response.destroy();
        else sendJson(response, 500, { ok: false, error: 'internal_error', message: String(error) });
      });
    });
    created.on('upgrade', (request: IncomingMessage, socket, head: Buffer) => {
      sockets.handleUpgrade(request, socket, head, new URL(request.url ?? '/', baseUrl()));
    });
    server = created;
    await new Promise<void>((resolve, reject) => {
      created.once('error', reject);
      created.listen(port, host, resolve);
    });
    port = (created.address() as AddressInfo).port;
  }

  async function stop(): Promise<void> {
    const running = server;
    if (running === undefined) return;
    server = undefined;
    deliveries.close();
    eventStream.close();
    streams.close();
    await sockets.close();
    running.closeAllConnections();
    await new Promise<void>((resolve) => running.close(() => resolve()));
  }

  return {
    /** The page's address; valid after `start()`. */
    get url(): string {
      return baseUrl();
    },
    /** For `clientOptions.slackApiUrl`. */
    get apiUrl(): string {
      return `${baseUrl()}/api/`;
    },
    botToken,
    appToken,
    signingSecret,
    /** The user id of the app's bot. */
    botUser,
    start,
    stop,
    /** In-process access for the demo and for tests; `/ui/*` offers the same over HTTP. */
    control: {
      people,
      faults: {
        add: addFault,
        clear: (): void => faults.clear(),
        /** Every API call fails and no socket can be opened, for this long. */
        down(forMs: number): void {
          addFault({ kind: 'down', forMs });
        },
      },
      sockets: {
        /** How many connections the app has open. */
        count: (): number => sockets.count(),
        /** Cuts every connection without a closing handshake. */
        drop: (): void => sockets.drop(),
        /** Asks the app to reconnect, as Slack does every few hours. */
        refresh: (): void => sockets.refresh(),
        setRefusing: (refusing: boolean): void => sockets.setRefusing(refusing),
      },
      streams: {
        /** Ends every open stream, as Slack may do before its five minutes are over. */
        expireAll: (): void => streams.expireAll(),
      },
      rateLimits: { setEnabled: (enabled: boolean): void => rateLimits.setEnabled(enabled) },
      setRequestUrl: (url: string | undefined): void => requestUrl.set(url),
      /** Sends an event of any type to the app, beside those that follow from what people do. */
      sendEvent: (event: Json): void => events.send(event),
      /** Sends waiting event retries, delayed events and events held back now. */
      flushRetries: (): void => deliveries.flushRetries(),
      /** Waits until every delivery under way has been acked or has failed. */
      idle: (): Promise<void> => deliveries.idle(),
      log: (afterSeq = 0): readonly LoggedEntry[] => log.entries(afterSeq),
      /** Messages with a place in history, oldest first, replies included. */
      messages(channel: string): readonly Message[] {
        return workspace.messagesIn(workspace.findChannel(channel)?.id ?? channel);
      },
      /** What one person sees in a channel, their private messages included. */
      messagesFor(channel: string, user: string): readonly Message[] {
        return workspace.messagesFor(workspace.findChannel(channel)?.id ?? channel, user);
      },
      /** The top modal and the Home tab a person sees. */
      viewsFor: (user: string): ShownViews => showViews(workspace, interactions, user),
      /** The agent pane as a person sees it: suggestions, titles and status lines. */
      agentFor: (user: string): ShownAgent => showAgentFor(user),
      /** The canvases of a channel. */
      canvasesIn: (channel: string): ShownCanvas[] =>
        showCanvases(canvases, workspace.findChannel(channel)?.id ?? channel, baseUrl()),
      /** A file and its bytes, once they have come. */
      file: (id: string): StoredFile | undefined => files.get(id),
      addChannel: (seed: ChannelSeed): Channel => workspace.addChannel(seed),
      /** Calls back on every change; the returned function ends that. */
      onChange: (listener: (change: Change) => void): (() => void) => workspace.onChange(listener),
    },
  };
}
