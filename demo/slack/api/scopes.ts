/** OAuth scopes: what a method needs, and Slack's answer when the app was not given it. */
import type { Channel, Json } from '../workspace/model.js';
import type { Need, NeedOf } from './method.js';
import { SlackApiError } from './slack-api-error.js';

/**
 * Everything the local app may ask for. `chat:write.public` is left out: with it the bot could post where it cannot
 * read, and most apps do without.
 */
export const DEFAULT_SCOPES: readonly string[] = [
  'app_mentions:read',
  'assistant:write',
  'canvases:read',
  'canvases:write',
  'channels:history',
  'channels:join',
  'channels:manage',
  'channels:read',
  'chat:write',
  'commands',
  'files:read',
  'files:write',
  'groups:history',
  'groups:read',
  'im:history',
  'im:read',
  'im:write',
  'reactions:read',
  'reactions:write',
  'team:read',
  'usergroups:read',
  'users:read',
  'users:read.email',
];

const FAMILIES: Record<Channel['kind'], string> = { public: 'channels', private: 'groups', im: 'im' };

export function scopeForKind(kind: Channel['kind'], what: 'read' | 'history'): string {
  return `${FAMILIES[kind]}:${what}`;
}

/** The scope for the kind of channel that is asked about; any of the family when there is no such channel. */
export function byChannelKind(what: 'read' | 'history'): NeedOf {
  return (args, ctx) => {
    const channel = ctx.workspace.channels.get(args.text('channel') ?? '');
    return channel === undefined
      ? (['public', 'private', 'im'] as const).map((kind) => scopeForKind(kind, what))
      : [scopeForKind(channel.kind, what)];
  };
}

/** Throws `missing_scope` with what is needed and what the app has, as Slack does. */
export function checkScope(need: Need, provided: readonly string[]): void {
  if (need.length === 0 || need.some((scope) => provided.includes(scope))) return;
  const details: Json = { needed: need.join(','), provided: provided.join(',') };
  throw new SlackApiError('missing_scope', details);
}
