/** Everything a person can do in the workspace. The page, the headless demo and tests all act through this. */
import { createActions } from './actions.js';
import { createCommands } from './commands.js';
import { createMessages } from './messages.js';
import { createModals } from './modals.js';
import { createOptions } from './options.js';
import type { PeopleDeps } from './people-deps.js';
import { createShortcuts } from './shortcuts.js';

export type { PersonResult } from './people-deps.js';

export type People = ReturnType<typeof createPeople>;

export function createPeople(deps: PeopleDeps) {
  return {
    ...createMessages(deps),
    ...createCommands(deps),
    ...createActions(deps),
    ...createModals(deps),
    ...createShortcuts(deps),
    ...createOptions(deps),
  };
}
