/** Every benchmark. */
import type { Suite } from '../suite.js';
import { intakeSmoke } from './intake-smoke.js';

export const suites: readonly Suite[] = [intakeSmoke];
