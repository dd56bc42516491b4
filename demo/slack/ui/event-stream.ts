/** `GET /ui/events?user=`: server-sent events that tell the page what changed for one person. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Interactions } from '../people/interactions.js';
import type { Change } from '../workspace/model.js';
import type { Workspace } from '../workspace/workspace.js';
import type { LiveEvent, ShownAgent } from './shapes.js';
import { showChannel, showMessage, showViews } from './snapshot.js';

/** Proxies and browsers drop streams that stay silent for about a minute. */
const HEARTBEAT_MS = 20_000;

export function createEventStream(deps: {
  workspace: Workspace;
  interactions: Interactions;
  showAgent: (user: string) => ShownAgent;
}) {
  const open = new Set<{ readonly user: string; readonly response: ServerResponse }>();

  /** What to tell this person of a change; undefined when it is none of their business. */
  function describe(change: Change, user: string): LiveEvent | undefined {
    switch (change.kind) {
      case 'message.posted':
      case 'message.changed':
      case 'message.deleted':
      case 'message.redrawn':
      case 'reaction.added':
      case 'reaction.removed': {
        const { message } = change;
        const channel = deps.workspace.channels.get(message.channel);
        if (channel === undefined || !deps.workspace.canSee(channel, user)) return undefined;
        if (message.visibleOnlyTo !== undefined && message.visibleOnlyTo !== user) return undefined;
        const isGone = change.kind === 'message.deleted' && message.subtype !== 'tombstone';
        return {
          type: isGone
            ? 'message.deleted'
            : change.kind === 'message.posted'
              ? 'message.posted'
              : 'message.changed',
          message: showMessage(deps.workspace, message),
        };
      }
      case 'member.joined':
      case 'member.left':
      case 'channel.created':
        if (!deps.workspace.canSee(change.channel, user)) return undefined;
        return { type: 'channel.changed', channel: showChannel(deps.workspace, change.channel, user) };
      case 'views.changed':
        if (change.user !== user) return undefined;
        return { type: 'views.changed', ...showViews(deps.workspace, deps.interactions, user) };
      case 'agent.changed': {
        const channel = deps.workspace.channels.get(change.channel);
        if (channel === undefined || !deps.workspace.canSee(channel, user)) return undefined;
        return { type: 'agent.changed', ...deps.showAgent(user) };
      }
      case 'canvas.changed': {
        const channel = deps.workspace.channels.get(change.channel ?? '');
        if (channel !== undefined && !deps.workspace.canSee(channel, user)) return undefined;
        return { type: 'canvases.changed', channel: change.channel };
      }
      case 'file.shared':
        return undefined;
    }
  }

  deps.workspace.onChange((change) => {
    for (const { user, response } of open) {
      const event = describe(change, user);
      if (event !== undefined) response.write(`data: ${JSON.stringify(event)}\n\n`);
    }
  });

  return {
    connect(request: IncomingMessage, response: ServerResponse, user: string): void {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      response.write(': connected\n\n');
      const entry = { user, response };
      const heartbeat = setInterval(() => response.write(': still here\n\n'), HEARTBEAT_MS);
      open.add(entry);
      request.on('close', () => {
        clearInterval(heartbeat);
        open.delete(entry);
      });
    },
    close(): void {
      for (const { response } of open) response.end();
    },
  };
}
