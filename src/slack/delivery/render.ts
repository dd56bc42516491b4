/** Turns a claimed message into what Slack gets: always the newest state, read at the moment of sending. */
import type { UseCases } from '../../workflows/use-cases.js';
import type { Render } from './rendered.js';
import { renderers } from './renderers/index.js';
import type { RenderDeps } from './renderers/renderer.js';

export function createRenderer(
  useCases: RenderDeps['useCases'] & Pick<UseCases, 'readIncident'>,
  deps: Omit<RenderDeps, 'useCases'> = {},
): Render {
  return async (message) => renderers[message.kind](message, { ...deps, useCases });
}
