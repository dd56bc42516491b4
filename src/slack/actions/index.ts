/** Everything that can be clicked. */
import type { Button } from './button.js';
import { decideProposal } from './decide-proposal.js';

export const BUTTONS: readonly Button[] = [decideProposal];
