/** Every tool the agent may use. The order is part of the prompt: append, so that the cached prefix stays valid. */
import { findRelatedChanges } from './changes/find-related-changes.js';
import { listChanges } from './changes/list-changes.js';
import { findSimilarIncidents } from './incidents/find-similar-incidents.js';
import { listIncidents } from './incidents/list-incidents.js';
import { searchLogs } from './logs/search-logs.js';
import { listMetrics } from './metrics/list-metrics.js';
import { queryMetrics } from './metrics/query-metrics.js';
import { proposeRemediation } from './remediation/propose-remediation.js';
import { readResult } from './results/read-result.js';
import { readRunbook } from './runbooks/read-runbook.js';
import { searchRunbooks } from './runbooks/search-runbooks.js';
import { getServiceHealth } from './services/get-service-health.js';
import { getService } from './services/get-service.js';
import { findAnomalies } from './signals/find-anomalies.js';
import { findExhaustion } from './signals/find-exhaustion.js';
import { findOddMoments } from './signals/find-odd-moments.js';
import { findRootCauses } from './signals/find-root-causes.js';
import { searchTraces } from './traces/search-traces.js';
import type { Tool } from './tool.js';

export const tools: readonly Tool[] = [
  queryMetrics,
  listMetrics,
  getService,
  listChanges,
  searchRunbooks,
  readRunbook,
  listIncidents,
  proposeRemediation,
  findAnomalies,
  findRelatedChanges,
  findExhaustion,
  searchLogs,
  findOddMoments,
  searchTraces,
  getServiceHealth,
  findRootCauses,
  findSimilarIncidents,
  readResult,
];
