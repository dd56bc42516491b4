/** What a team hears on the day of its digest; nothing when nothing happened. */
import { buildDigest } from '../../blocks/answers/digest.js';
import type { Renderer } from './renderer.js';

export const renderWeeklyDigest: Renderer = async ({ subjectId }, { useCases }) => {
  const digest = subjectId === null ? undefined : await useCases.readWeeklyDigest?.(subjectId);
  return digest ? { ...buildDigest(digest), notBefore: digest.period.to } : null;
};
