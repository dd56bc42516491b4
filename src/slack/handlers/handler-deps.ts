import type { Logger } from '../../observability/logger.js';
import type { PersonUseCases } from '../../workflows/use-cases.js';
import type { SlackClient } from '../web-client.js';
import type { Tell } from '../tell.js';

export interface HandlerDeps {
  readonly useCases: PersonUseCases;
  readonly tell: Tell;
  /** For forms and what answers a person at once. Everything in channels goes through the delivery engine. */
  readonly client: SlackClient;
  readonly log: Logger;
}
