/** Every scenario. */
import type { Scenario } from './scenario.js';
import { singleFaults } from './single-faults.js';

export const scenarios: readonly Scenario[] = [...singleFaults];
