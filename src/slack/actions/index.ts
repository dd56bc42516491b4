/** Everything that can be clicked. */
import type { Button } from './button.js';
import { decideProposal } from './decide-proposal.js';
import { showMore } from './show-more.js';

export const BUTTONS: readonly Button[] = [decideProposal, showMore];
