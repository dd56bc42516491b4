/** What everything that people do is made from, and what they see happen. */
import type { DeliveryLog } from '../delivery-log.js';
import type { Deliveries } from '../delivery/deliveries.js';
import type { AppEvents } from '../delivery/events.js';
import type { Workspace } from '../workspace/workspace.js';
import type { AppShortcut } from './app-shortcut.js';
import type { SlashCommand } from './slash-command.js';
import type { Interactions } from './interactions.js';

/** What a person sees happen: done, or the error Slack would show them. */
export type PersonResult =
  { readonly ok: true } | { readonly ok: false; readonly error: string; readonly message: string };

export interface PeopleDeps {
  readonly now: () => number;
  readonly workspace: Workspace;
  readonly deliveries: Deliveries;
  readonly events: AppEvents;
  readonly interactions: Interactions;
  readonly log: DeliveryLog;
  readonly botUser: string;
  readonly commands: readonly SlashCommand[];
  readonly shortcuts: readonly AppShortcut[];
}
