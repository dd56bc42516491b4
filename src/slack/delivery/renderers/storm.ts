/** The queue of a storm, as it is now. */
import { isId, type StormId } from '../../../shared/ids.js';
import { buildStormCard } from '../../blocks/cards/storm-card.js';
import type { Renderer } from './renderer.js';

export const renderStorm: Renderer = async ({ subjectId }, { useCases, linkTo }) => {
  if (subjectId === null || !isId(subjectId)) return null;
  const storm = await useCases.readStorm?.(subjectId as StormId);
  return storm ? { ...buildStormCard(storm, linkTo), notBefore: storm.beganAt } : null;
};
