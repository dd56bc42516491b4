/** A person's Home tab. */
import { buildHome } from '../../home/home-view.js';
import type { Renderer } from './renderer.js';

export const renderHome: Renderer = async ({ subjectId, place }, { useCases }) => {
  const person = subjectId ?? place?.channel;
  const home = person === undefined ? undefined : await useCases.readHome?.(person);
  if (!home) return null;
  return { text: '', blocks: buildHome(home).blocks, notBefore: home.now, way: { kind: 'home' } };
};
