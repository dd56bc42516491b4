/** The earlier incident with the same cause. Where the analysis says otherwise before anybody saw it, nothing is said. */
import { buildSameCause } from '../../blocks/cards/same-cause.js';
import type { Renderer } from './renderer.js';

export const renderSameCause: Renderer = async ({ incidentId, ts }, { useCases, linkTo }) => {
  const view = incidentId === null ? undefined : await useCases.readRecurrence?.(incidentId);
  if (!view) return null;
  const isNews = view.same !== null && view.incident.status !== 'resolved';
  if (!isNews && (ts ?? null) === null) return null;
  return { ...buildSameCause(view, linkTo), notBefore: view.incident.openedAt };
};
