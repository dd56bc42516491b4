/**
 * A Slack workspace on this machine: Web API, Socket Mode, signed HTTP events, slash commands, clicks, modals and a
 * page to use it all from. It behaves like Slack where an app can tell the difference, and needs no account.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ApiContext } from './api/method.js';
import { createRateLimits } from './api/rate-limits.js';
import { DEFAULT_SCOPES } from './api/scopes.js';
import { createUpload } from './api/upload.js';
import { createWebApi } from './api/web-api.js';
import { createControl } from './control.js';
import { createDeliveryLog } from './delivery-log.js';
import { createDeliveries, EVENT_RETRY_DELAYS_MS } from './delivery/deliveries.js';
import { createAppEvents } from './delivery/events.js';
import { createRequestUrl } from './delivery/request-url.js';
import { createSocketMode } from './delivery/socket-mode.js';
import { createFaults, type Fault } from './faults.js';
import { sendFile } from './http/file-server.js';
import { createListener } from './http/listener.js';
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
import { showAgent } from './ui/snapshot.js';
import type { ShownAgent } from './ui/shapes.js';
import { createUiRoutes } from './ui/ui-routes.js';
import { createAgentThreads } from './workspace/agent-threads.js';
import { createCanvases } from './workspace/canvases.js';
import { createFileStore } from './workspace/files.js';
import { BOT_USER, SEED_CHANNELS, SEED_USER_GROUPS, SEED_USERS } from './workspace/seed.js';
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
    userGroups: options.userGroups ?? SEED_USER_GROUPS,
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

  const listener = createListener({
    handle,
    upgrade(request, socket, head) {
      sockets.handleUpgrade(request, socket, head, new URL(request.url ?? '/', baseUrl()));
    },
  });

  async function start(): Promise<void> {
    port = await listener.listen(port, host);
  }

  async function stop(): Promise<void> {
    if (!listener.isListening()) return;
    deliveries.close();
    eventStream.close();
    streams.close();
    await sockets.close();
    await listener.close();
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
    control: createControl({
      people,
      faults,
      addFault,
      sockets,
      streams,
      rateLimits,
      requestUrl,
      events,
      deliveries,
      log,
      workspace,
      interactions,
      canvases,
      files,
      baseUrl,
      showAgent: showAgentFor,
    }),
  };
}
