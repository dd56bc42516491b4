/** What `/incident stats` shows. */
import type { ModelStats } from '../../agent/monitoring/model-stats.js';
import type { Stats } from '../../incidents/stats.js';

export { RULES_AUTHOR, UNKNOWN_VERSION } from '../../agent/monitoring/analysis-case.js';
export type { AuthorRecord } from '../../agent/monitoring/author-records.js';
export type { Calibration } from '../../agent/monitoring/calibration.js';
export type { Drift } from '../../agent/monitoring/drift.js';
export type { ModelStats } from '../../agent/monitoring/model-stats.js';

export interface StatsAnswer extends Stats {
  readonly models: ModelStats;
}
