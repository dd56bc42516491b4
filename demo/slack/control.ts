/** In-process access to a local Slack: to act as people, to make things go wrong, and to see what happened. */
import type { createRateLimits } from './api/rate-limits.js';
import type { DeliveryLog, LoggedEntry } from './delivery-log.js';
import type { Deliveries } from './delivery/deliveries.js';
import type { AppEvents } from './delivery/events.js';
import type { createRequestUrl } from './delivery/request-url.js';
import type { createSocketMode } from './delivery/socket-mode.js';
import type { createFaults, Fault } from './faults.js';
import type { Interactions } from './people/interactions.js';
import type { createPeople } from './people/people.js';
import { showCanvases, showViews } from './ui/snapshot.js';
import type { ShownAgent, ShownCanvas, ShownViews } from './ui/shapes.js';
import type { createCanvases } from './workspace/canvases.js';
import type { FileStore, StoredFile } from './workspace/files.js';
import type { Change, Channel, Json, Message, User } from './workspace/model.js';
import type { ChannelSeed } from './workspace/seed.js';
import type { createStreams } from './workspace/streams.js';
import type { Workspace } from './workspace/workspace.js';

export interface ControlDeps {
  readonly people: ReturnType<typeof createPeople>;
  readonly faults: ReturnType<typeof createFaults>;
  /** Adds a fault with what has to happen at once. */
  readonly addFault: (fault: Fault) => void;
  readonly sockets: ReturnType<typeof createSocketMode>;
  readonly streams: ReturnType<typeof createStreams>;
  readonly rateLimits: ReturnType<typeof createRateLimits>;
  readonly requestUrl: ReturnType<typeof createRequestUrl>;
  readonly events: AppEvents;
  readonly deliveries: Deliveries;
  readonly log: DeliveryLog;
  readonly workspace: Workspace;
  readonly interactions: Interactions;
  readonly canvases: ReturnType<typeof createCanvases>;
  readonly files: FileStore;
  readonly baseUrl: () => string;
  readonly showAgent: (user: string) => ShownAgent;
}

export function createControl(deps: ControlDeps) {
  const { people, faults, sockets, streams, rateLimits, requestUrl, events, deliveries, log } = deps;
  const { workspace, interactions, canvases, files, baseUrl } = deps;
  return {
    people,
    faults: {
      add: deps.addFault,
      clear: (): void => faults.clear(),
      /** Every API call fails and no socket can be opened, for this long. */
      down(forMs: number): void {
        deps.addFault({ kind: 'down', forMs });
      },
    },
    sockets: {
      /** How many connections the app has open. */
      count: (): number => sockets.count(),
      /** Envelopes sent over each connection there ever was, the first opened first. */
      sent: (): readonly number[] => sockets.sent(),
      /**
       * Which connection an envelope goes to is Slack's choice, and here the caller's: what people do within `act` goes over
       * the one that was opened as the `connection`th of those that are open, from 0.
       */
      over: <T>(connection: number, act: () => T): T => sockets.over(connection, act),
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
    /** Sends a command or an interaction once more, as the same envelope; it goes to the next connection in turn. */
    sendAgain: (envelopeId: string): Promise<boolean> => deliveries.requestAgain(envelopeId),
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
    agentFor: (user: string): ShownAgent => deps.showAgent(user),
    /** The canvases of a channel. */
    canvasesIn: (channel: string): ShownCanvas[] =>
      showCanvases(canvases, workspace.findChannel(channel)?.id ?? channel, baseUrl()),
    /** A file and its bytes, once they have come. */
    file: (id: string): StoredFile | undefined => files.get(id),
    addChannel: (seed: ChannelSeed): Channel => workspace.addChannel(seed),
    /** An administrator's work: deactivates somebody, makes them a guest, gives them another name. */
    changeUser: (id: string, change: Partial<Omit<User, 'id'>>): void => workspace.changeUser(id, change),
    /** From now on these are the members of a user group. */
    changeUserGroup: (id: string, users: readonly string[]): void => workspace.changeUserGroup(id, users),
    /** Calls back on every change; the returned function ends that. */
    onChange: (listener: (change: Change) => void): (() => void) => workspace.onChange(listener),
  };
}
