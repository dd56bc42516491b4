/** Everything a person can do in the workspace. The page, the headless demo and tests all act through this. */
import type { DeliveryLog } from '../delivery-log.js';
import type { Deliveries } from '../delivery/deliveries.js';
import type { AppEvents } from '../delivery/events.js';
import type { Workspace } from '../workspace/workspace.js';
import { createActions } from './actions.js';
import { createCommands, type SlashCommand } from './commands.js';
import type { Interactions } from './interactions.js';
import { createMessages } from './messages.js';
import { createModals } from './modals.js';

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
}

export type People = ReturnType<typeof createPeople>;

export function createPeople(deps: PeopleDeps) {
  return {
    ...createMessages(deps),
    ...createCommands(deps),
    ...createActions(deps),
    ...createModals(deps),
  };
}
