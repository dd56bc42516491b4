/** Everything that other assistants may ask, in the order in which they see it. */
import { getEvidence } from './tools/get-evidence.js';
import { getIncident } from './tools/get-incident.js';
import { getStats } from './tools/get-stats.js';
import { listIncidents } from './tools/list-incidents.js';
import { readRunbook } from './tools/read-runbook.js';
import { searchRunbooks } from './tools/search-runbooks.js';
import type { ReadingTool } from './reading-tool.js';

/** Each with its own input, which is checked before it is read. */
export const READING_TOOLS: readonly ReadingTool[] = [
  listIncidents,
  getIncident,
  getEvidence,
  searchRunbooks,
  readRunbook,
  getStats,
];
