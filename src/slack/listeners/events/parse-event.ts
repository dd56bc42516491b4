/** From what Slack's Events API sends to what we store. Parsed once, here; nothing after this knows Slack's shapes. */
import { z } from 'zod';
import type { EventInput, SlackEvent } from '../../../workflows/slack-input.js';

export interface ParseSettings {
  /** The emoji that puts a message on the timeline; other reactions are of no interest. */
  readonly timelineEmoji: string;
}

const Envelope = z.object({
  type: z.literal('event_callback'),
  event_id: z.string().min(1),
  team_id: z.string().default(''),
  authorizations: z.array(z.object({ user_id: z.string().optional() })).default([]),
  event: z.object({ type: z.string(), event_ts: z.string().optional() }).loose(),
});
type Envelope = z.infer<typeof Envelope>;

const HomeOpened = z.object({ user: z.string(), channel: z.string(), tab: z.enum(['home', 'messages']) });
/** A message that a person wrote: no subtype but those of a file or of a reply that the channel sees too. */
const Message = z.object({
  user: z.string(),
  channel: z.string(),
  ts: z.string(),
  thread_ts: z.string().optional(),
  text: z.string().default(''),
  bot_id: z.undefined().optional(),
  bot_profile: z.undefined().optional(),
  app_id: z.undefined().optional(),
  subtype: z.enum(['file_share', 'thread_broadcast']).optional(),
});
const DirectMessage = Message.extend({ channel_type: z.literal('im') });
const Reaction = z.object({
  user: z.string(),
  reaction: z.string(),
  item: z.object({ type: z.literal('message'), channel: z.string(), ts: z.string() }),
});
const Joined = z.object({ user: z.string(), channel: z.string() });

/** The event; null for what nobody here wants to know: other types, bots and apps, ourselves. */
export function parseEvent(body: unknown, settings: ParseSettings): EventInput | null {
  const envelope = Envelope.safeParse(body);
  if (!envelope.success) return null;
  const ours = envelope.data.authorizations.flatMap(({ user_id: id }) => id ?? []);
  const known = readEvent(envelope.data.event, ours, settings);
  // What the bot itself does comes back to it too.
  if (!known || ours.includes(known.userId)) return null;
  return {
    kind: 'event',
    id: envelope.data.event_id,
    userId: known.userId,
    teamId: teamOf(envelope.data.event),
    sameAs: sameAs(envelope.data, known.event.channelId),
    event: known.event,
  };
}

/** Whose person it was; an event of another workspace's says so under one of these names. */
const Team = z.object({
  user_team: z.string().optional(),
  source_team: z.string().optional(),
  team: z.string().optional(),
});

function teamOf(event: Envelope['event']): string | undefined {
  const { data } = Team.safeParse(event);
  return data?.user_team ?? data?.source_team ?? data?.team;
}

interface Known {
  readonly userId: string;
  readonly event: SlackEvent;
}

function readEvent(
  event: Envelope['event'],
  ours: readonly string[],
  { timelineEmoji }: ParseSettings,
): Known | null {
  switch (event.type) {
    case 'app_home_opened': {
      const { success, data } = HomeOpened.safeParse(event);
      if (!success) return null;
      return { userId: data.user, event: { type: 'home_opened', tab: data.tab, channelId: data.channel } };
    }
    case 'app_mention': {
      const { success, data } = Message.safeParse(event);
      return success ? addressed(data, ours, false) : null;
    }
    case 'message': {
      const { success, data } = DirectMessage.safeParse(event);
      return success ? addressed(data, ours, true) : null;
    }
    case 'reaction_added': {
      const { success, data } = Reaction.safeParse(event);
      if (!success || data.reaction !== timelineEmoji) return null;
      const { channel: channelId, ts } = data.item;
      return { userId: data.user, event: { type: 'reaction_added', name: data.reaction, channelId, ts } };
    }
    case 'member_joined_channel': {
      const { success, data } = Joined.safeParse(event);
      return success
        ? { userId: data.user, event: { type: 'member_joined', channelId: data.channel } }
        : null;
    }
    default:
      return null;
  }
}

function addressed(message: z.infer<typeof Message>, ours: readonly string[], isDirect: boolean): Known {
  return {
    userId: message.user,
    event: {
      type: 'addressed',
      channelId: message.channel,
      isDirect,
      ts: message.ts,
      threadTs: message.thread_ts ?? null,
      text: withoutOurName(message.text, ours),
    },
  };
}

/** `<@U0BOT> what broke?` → `what broke?`; the names of others stay. */
function withoutOurName(text: string, ours: readonly string[]): string {
  return text
    .replace(/<@([A-Z0-9]+)(?:\|[^>]*)?>/g, (mention, id: string) => (ours.includes(id) ? '' : mention))
    .replace(/\s+/g, ' ')
    .trim();
}

/** Copies of one happening, each with an event id of its own, agree in this. */
function sameAs({ team_id: team, event }: Envelope, channelId: string): string | null {
  return event.event_ts === undefined ? null : `${team}:${channelId}:${event.event_ts}:${event.type}`;
}
