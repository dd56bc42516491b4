/** Everything Slack can send us besides events, which are taken before Bolt sees them. */
import type { App } from '@slack/bolt';
import type { ListenerDeps } from './accept-input.js';
import { registerActions } from './actions/any-action.js';
import { registerIncidentCommand } from './commands/incident.js';
import { registerPickers } from './options/pickers.js';
import { registerShortcuts } from './shortcuts/any-shortcut.js';
import { registerSubmissions } from './views/any-submission.js';

export function registerListeners(app: App, deps: ListenerDeps): void {
  registerIncidentCommand(app, deps);
  registerActions(app, deps);
  registerShortcuts(app, deps);
  registerSubmissions(app, deps);
  registerPickers(app, deps);
}
