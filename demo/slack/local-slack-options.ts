/** How a local Slack is set up, and what it is when nothing is said. */
import type { AppShortcut } from './people/app-shortcut.js';
import type { SlashCommand } from './people/slash-command.js';
import type { Panel } from './ui/panel.js';
import type { UserGroup } from './workspace/model.js';
import type { ChannelSeed, UserSeed } from './workspace/seed.js';

export interface LocalSlackOptions {
  /** 0, the default, takes any free port. */
  readonly port?: number;
  readonly host?: string;
  /** People besides the app's bot, which is always there. */
  readonly users?: readonly UserSeed[];
  readonly channels?: readonly ChannelSeed[];
  readonly userGroups?: readonly UserGroup[];
  /** The app's slash commands; `/incident` unless told. */
  readonly commands?: readonly SlashCommand[];
  /** What `/incident` says it takes, when `commands` is left at its default. */
  readonly usageHint?: string;
  /** The app's shortcuts; none unless told. */
  readonly shortcuts?: readonly AppShortcut[];
  /** The scopes the app was installed with; everything it may ask for unless told. */
  readonly scopes?: readonly string[];
  /** How long Slack looks at an upload before blocks may show it; 0 unless told. */
  readonly fileProcessingMs?: number;
  /** Event types the app has subscribed to, such as `message.im`; `message` stands for all kinds of channels. */
  readonly subscriptions?: readonly string[];
  readonly signingSecret?: string;
  readonly botToken?: string;
  readonly appToken?: string;
  /** Where to deliver when no socket is connected. */
  readonly requestUrl?: string;
  /** Milliseconds since the epoch; governs timestamps, limits and expiry, not the 3 s an app has to ack. */
  readonly now?: () => number;
  /** How long the app has to ack. Slack's own 3,000 ms unless told. */
  readonly ackTimeoutMs?: number;
  /** Delays before an unacked event is sent again. */
  readonly eventRetryDelaysMs?: readonly number[];
  /** Enforce Slack's rate limits; on unless told. */
  readonly rateLimits?: boolean;
  readonly panel?: Panel;
}

const DEFAULT_COMMAND: SlashCommand = {
  command: '/incident',
  description: 'Open, follow and resolve incidents',
  usageHint: '[new | list | show | help]',
};

export const DEFAULT_SUBSCRIPTIONS: readonly string[] = [
  'app_context_changed',
  'app_home_opened',
  'app_mention',
  'file_shared',
  'member_joined_channel',
  'member_left_channel',
  'message',
  'reaction_added',
  'reaction_removed',
];

/** The app's slash commands. */
export function commandsOf(options: LocalSlackOptions): readonly SlashCommand[] {
  const { usageHint = DEFAULT_COMMAND.usageHint } = options;
  return options.commands ?? [{ ...DEFAULT_COMMAND, usageHint }];
}
