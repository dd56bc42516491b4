/** Every benchmark. */
import type { Suite } from '../suite.js';
import { intakeSmoke } from './intake-smoke.js';
import { slackText } from './slack-text.js';

export const suites: readonly Suite[] = [intakeSmoke, slackText];
