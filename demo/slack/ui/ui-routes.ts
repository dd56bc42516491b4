/**
 * The control API under `/ui/*`, JSON in and out: what people see and do, the log, the faults. A refused request gets
 * HTTP 400 with `{ ok: false, error, message }`; what the app got wrong comes as `ok: false` with HTTP 200.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import type { DeliveryLog } from '../delivery-log.js';
import type { Fault, Faults } from '../faults.js';
import { readArguments, sendJson } from '../http/request.js';
import type { AppShortcut } from '../people/app-shortcut.js';
import type { SlashCommand } from '../people/slash-command.js';
import type { Interactions } from '../people/interactions.js';
import type { People } from '../people/people.js';
import { PersonError, requireChannel, requireMessage, requireUser } from '../people/references.js';
import type { Canvases } from '../workspace/canvases.js';
import type { Json, User } from '../workspace/model.js';
import type { Workspace } from '../workspace/workspace.js';
import type { createEventStream } from './event-stream.js';
import type { createPanel } from './panel.js';
import {
  Action,
  By,
  CanvasById,
  Close,
  Command,
  Context,
  Edit,
  FaultInput,
  InChannel,
  Invite,
  Log,
  OfMessage,
  Open,
  OpenHome,
  OptionsQuery,
  React,
  RemoveMember,
  RequestUrlInput,
  Say,
  Shortcut,
  Submit,
  SwitchInput,
  Upload,
} from './inputs.js';
import type { ShownAgent, ShownCanvas } from './shapes.js';
import {
  showCanvas,
  showCanvases,
  showChannels,
  showFile,
  showMessage,
  showViews,
  showWorkspace,
} from './snapshot.js';

export interface UiDeps {
  readonly workspace: Workspace;
  readonly people: People;
  readonly interactions: Interactions;
  readonly log: DeliveryLog;
  readonly faults: Faults;
  readonly events: ReturnType<typeof createEventStream>;
  readonly panel: ReturnType<typeof createPanel>;
  readonly commands: readonly SlashCommand[];
  readonly shortcuts: readonly AppShortcut[];
  readonly botUser: string;
  readonly canvases: Canvases;
  readonly baseUrl: () => string;
  readonly showAgent: (user: string) => ShownAgent;
  readonly addFault: (fault: Fault) => void;
  readonly setRateLimits: (enabled: boolean) => void;
  readonly setRequestUrl: (url: string | undefined) => void;
  readonly dropSockets: () => void;
  readonly refreshSockets: () => void;
}

type Route = (args: Json) => unknown;

export function createUiRoutes(deps: UiDeps) {
  const { workspace, people } = deps;

  /** One route: its input checked, its answer merged into `{ ok: true }`. */
  function route<I extends z.ZodType>(input: I, run: (args: z.output<I>) => unknown): Route {
    return (args) => run(input.parse(args));
  }

  function messagesOf(args: z.output<typeof InChannel>): Json {
    const user = requireUser(workspace, args.user);
    const channel = requireChannel(workspace, args.channel, user);
    const inChannel = workspace
      .messagesFor(channel.id, user.id)
      .filter((message) => message.threadTs === undefined || message.isBroadcast);
    return { channel: channel.id, messages: inChannel.map((message) => showMessage(workspace, message)) };
  }

  function canvasOf(user: User, id: string): ShownCanvas {
    const canvas = deps.canvases.get(id);
    const channel = workspace.channels.get(canvas?.channel ?? '');
    const isHidden = channel !== undefined && !workspace.canSee(channel, user.id);
    if (canvas === undefined || isHidden) {
      throw new PersonError('canvas_not_found', `${user.name} sees no canvas "${id}".`);
    }
    return showCanvas(deps.canvases, canvas, deps.baseUrl());
  }

  /** Everything one person sees, replies included: what the page starts from. */
  function historyOf(args: z.output<typeof By>): Json {
    const user = requireUser(workspace, args.user);
    const visible = [...workspace.channels.values()].filter((channel) => workspace.canSee(channel, user.id));
    return {
      messages: visible.flatMap((channel) =>
        workspace.messagesFor(channel.id, user.id).map((message) => showMessage(workspace, message)),
      ),
    };
  }

  function threadOf(args: z.output<typeof OfMessage>): Json {
    const user = requireUser(workspace, args.user);
    const channel = requireChannel(workspace, args.channel, user);
    const asked = requireMessage(workspace, channel, args.ts, user);
    const parentTs = asked.threadTs ?? asked.ts;
    const thread = workspace
      .messagesFor(channel.id, user.id)
      .filter((message) => message.ts === parentTs || message.threadTs === parentTs);
    return { channel: channel.id, messages: thread.map((message) => showMessage(workspace, message)) };
  }

  const reads: Record<string, Route> = {
    workspace: () => ({
      ...showWorkspace(workspace, deps),
      panel: deps.panel.show(),
    }),
    channels: route(By, ({ user }) => ({
      channels: showChannels(workspace, requireUser(workspace, user).id),
    })),
    messages: route(InChannel, messagesOf),
    history: route(By, historyOf),
    thread: route(OfMessage, threadOf),
    views: route(By, ({ user }) => showViews(workspace, deps.interactions, requireUser(workspace, user).id)),
    agent: route(By, ({ user }) => deps.showAgent(requireUser(workspace, user).id)),
    canvases: route(InChannel, (args) => {
      const { id } = requireChannel(workspace, args.channel, requireUser(workspace, args.user));
      return { canvases: showCanvases(deps.canvases, id, deps.baseUrl()) };
    }),
    canvas: route(CanvasById, ({ user, id }) => ({ canvas: canvasOf(requireUser(workspace, user), id) })),
    log: route(Log, ({ after, kind, method }) => ({
      entries: deps.log
        .entries(after)
        .filter((entry) => kind === undefined || entry.kind === kind)
        .filter((entry) => method === undefined || (entry.kind === 'api' && entry.method === method)),
    })),
    faults: () => ({ faults: deps.faults.list() }),
  };

  const writes: Record<string, Route> = {
    say: route(Say, (args) => ({ message: showMessage(workspace, people.say(args)) })),
    command: route(Command, (args) => people.command(args)),
    action: route(Action, ({ channel, ts, viewId, ...input }) => {
      if (viewId !== undefined) return people.clickInView({ ...input, viewId });
      if (channel === undefined || ts === undefined) {
        throw new PersonError('invalid_arguments', 'Name either a viewId, or a channel and a ts.');
      }
      return people.click({ ...input, channel, ts });
    }),
    options: route(OptionsQuery, (args) => people.suggest(args)),
    shortcut: route(Shortcut, (args) => people.shortcut(args)),
    submit: route(Submit, (args) => people.submitView(args)),
    close: route(Close, (args) => people.closeView(args)),
    edit: route(Edit, (args) => people.editMessage(args)),
    delete: route(OfMessage, (args) => people.deleteMessage(args)),
    react: route(React, (args) => people.toggleReaction(args)),
    invite: route(Invite, (args) => people.invite(args)),
    'open-direct': route(Open, (args) => people.openDirect(args)),
    'open-home': route(OpenHome, (args) => people.openHome(args)),
    'remove-member': route(RemoveMember, (args) => people.removeMember(args)),
    context: route(Context, (args) => people.changeContext(args)),
    upload: route(Upload, (args) => ({ file: showFile(workspace, people.upload(args).id) })),
    faults: route(FaultInput, (fault) => deps.addFault(fault)),
    'faults/clear': () => deps.faults.clear(),
    'rate-limits': route(SwitchInput, ({ enabled }) => deps.setRateLimits(enabled)),
    'request-url': route(RequestUrlInput, ({ url }) => deps.setRequestUrl(url ?? undefined)),
    'sockets/drop': () => deps.dropSockets(),
    'sockets/refresh': () => deps.refreshSockets(),
  };

  async function answer(request: IncomingMessage, name: string, url: URL): Promise<Json> {
    if (request.method === 'POST' && name.startsWith('panel/')) {
      return { message: await deps.panel.run(decodeURIComponent(name.slice('panel/'.length))) };
    }
    const routes = request.method === 'GET' ? reads : writes;
    const run = Object.hasOwn(routes, name) ? routes[name] : undefined;
    if (run === undefined) throw new PersonError('not_found', `There is no ${request.method} /ui/${name}.`);
    return ((await run(await readArguments(request, url))) ?? {}) as Json;
  }

  return {
    /** `name` is the path after `/ui/`. */
    async handle(name: string, request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
      // A page of another origin must not act in this workspace: the browser tells where a request comes from.
      const origin = request.headers.origin;
      if (origin !== undefined && origin !== `http://${request.headers.host}`) {
        sendJson(response, 403, {
          ok: false,
          error: 'wrong_origin',
          message: 'Open the page from its own address.',
        });
        return;
      }
      try {
        if (name === 'events' && request.method === 'GET') {
          const user = requireUser(workspace, url.searchParams.get('user') ?? '');
          deps.events.connect(request, response, user.id);
          return;
        }
        sendJson(response, 200, { ok: true, ...(await answer(request, name, url)) });
      } catch (error) {
        if (error instanceof PersonError) {
          sendJson(response, 400, { ok: false, error: error.code, message: error.message });
        } else if (error instanceof z.ZodError) {
          sendJson(response, 400, { ok: false, error: 'invalid_arguments', message: z.prettifyError(error) });
        } else throw error;
      }
    },
  };
}
