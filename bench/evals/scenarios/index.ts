/** Every scenario. */
import { chains } from './chains.js';
import { hostileText } from './hostile-text.js';
import { littleToSee } from './little-to-see.js';
import { moreFaults } from './more-faults.js';
import { nothingToMend } from './nothing-to-mend.js';
import { oddShapes } from './odd-shapes.js';
import { redHerrings } from './red-herrings.js';
import type { Scenario } from './scenario.js';
import { singleFaults } from './single-faults.js';
import { wrongKnowledge } from './wrong-knowledge.js';

export const scenarios: readonly Scenario[] = [
  ...singleFaults,
  ...moreFaults,
  ...chains,
  ...redHerrings,
  ...littleToSee,
  ...nothingToMend,
  ...hostileText,
  ...wrongKnowledge,
  ...oddShapes,
];
