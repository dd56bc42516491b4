/** Brings the gauges about models up to date before they are read. */
import type { AuthorRecord } from '../agent/monitoring/author-records.js';
import type { Metrics } from '../observability/metrics.js';
import { readAuthorRecords } from '../workflows/knowledge/read-stats.js';
import type { Parts } from './parts.js';

/** Labels come at the end of incidents, and reading thousands of them takes a second: nobody waits for these gauges. */
const LOOK_EVERY_MS = 5 * 60_000;
const DRIFTS = { worse: -1, steady: 0, better: 1 } as const;

type ModelParts = Pick<Parts, 'store' | 'metrics' | 'agent' | 'spending' | 'clock'>;

/** A gauge whose number cannot be had keeps the former one. */
export function createModelGauges(parts: ModelParts): () => Promise<void> {
  let lookedAt = Number.NEGATIVE_INFINITY;
  return async () => {
    await showBudgets(parts);
    const now = performance.now();
    if (now - lookedAt < LOOK_EVERY_MS) return;
    const records = await readAuthorRecords(parts, parts.clock.now()).catch(() => undefined);
    if (records === undefined) return;
    lookedAt = now;
    showAuthors(parts.metrics, records);
  };
}

async function showBudgets({ store, metrics, agent, spending }: ModelParts): Promise<void> {
  if (agent.model === null) return;
  const shares = await store.transaction((tx) => tx.modelCalls.shares(spending.budgets)).catch(() => ({}));
  for (const [budget, share] of Object.entries(shares)) metrics.modelBudgetUsed.set({ budget }, share);
}

/** Versions that nobody uses any more disappear. */
function showAuthors(metrics: Metrics, records: readonly AuthorRecord[]): void {
  const gauges = [
    metrics.analysisCases,
    metrics.analysisNewest,
    metrics.analysisAccuracy,
    metrics.analysisConfidence,
    metrics.analysisBrier,
    metrics.analysisDrift,
  ];
  for (const gauge of gauges) gauge.reset();
  for (const { author, newestAt, abstained, unlabelled, calibration, drift } of records) {
    metrics.analysisNewest.set({ ...author }, newestAt.getTime() / 1000);
    const { n, right, accuracy, meanConfidence, brier, baselineBrier } = calibration;
    const counts = { right, wrong: n - right, abstained, unlabelled };
    for (const [label, value] of Object.entries(counts))
      metrics.analysisCases.set({ ...author, label }, value);
    if (accuracy !== null) metrics.analysisAccuracy.set({ ...author }, accuracy);
    if (meanConfidence !== null) metrics.analysisConfidence.set({ ...author }, meanConfidence);
    if (brier !== null) metrics.analysisBrier.set({ ...author, of: 'analyses' }, brier);
    if (baselineBrier !== null) metrics.analysisBrier.set({ ...author, of: 'constant_guess' }, baselineBrier);
    if (drift.verdict !== 'too few') metrics.analysisDrift.set({ ...author }, DRIFTS[drift.verdict]);
  }
}
