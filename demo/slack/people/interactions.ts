/** What keeps an interaction with a person going: trigger ids, response URLs and open views. */
import type { Choices } from './choices.js';
import type { ResponseUrls } from './response-urls.js';
import type { TriggerIds } from './trigger-ids.js';
import type { Views } from './views.js';

export interface Interactions {
  readonly triggers: TriggerIds;
  readonly responseUrls: ResponseUrls;
  readonly views: Views;
  readonly choices: Choices;
}
