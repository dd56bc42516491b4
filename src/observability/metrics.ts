/** Every metric Firewatch exposes about itself, declared once. Label values come from closed sets. */
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

export type Metrics = ReturnType<typeof createMetrics>;

/** Own registry, so that two bots in one process do not share numbers. */
export function createMetrics(options: { collectProcess: boolean } = { collectProcess: false }) {
  const registry = new Registry();
  const registers = [registry];
  if (options.collectProcess) collectDefaultMetrics({ register: registry });
  return {
    registry,
    alertsReceived: new Counter({
      name: 'firewatch_alerts_received_total',
      help: 'Alerts stored, by source and by whether they changed anything.',
      labelNames: ['source', 'result'],
      registers,
    }),
    alertsReconciled: new Counter({
      name: 'firewatch_alerts_reconciled_total',
      help: 'Alerts of which no webhook told, found by asking Alertmanager: `missed` fire, `ended` do not any more.',
      labelNames: ['result'],
      registers,
    }),
    payloadsRejected: new Counter({
      name: 'firewatch_payloads_rejected_total',
      help: 'Webhook bodies that could not be used, kept for inspection.',
      labelNames: ['source', 'reason'],
      registers,
    }),
    incidentsOpened: new Counter({
      name: 'firewatch_incidents_opened_total',
      help: 'Incidents opened.',
      labelNames: ['severity'],
      registers,
    }),
    incidentsActive: new Gauge({
      name: 'firewatch_incidents_active',
      help: 'Unresolved incidents.',
      registers,
    }),
    investigationSeconds: new Histogram({
      name: 'firewatch_investigation_duration_seconds',
      help: 'Time an investigation took, by step.',
      labelNames: ['step'],
      buckets: [0.1, 0.3, 1, 3, 10, 30, 60, 120],
      registers,
    }),
    modelRuns: new Counter({
      name: 'firewatch_model_runs_total',
      help: 'Investigations and questions given to the language model: `finished`, or why rules took over.',
      labelNames: ['purpose', 'result'],
      registers,
    }),
    modelCalls: new Counter({
      name: 'firewatch_model_calls_total',
      help: 'Requests to the language model, by how they ended.',
      labelNames: ['model', 'result'],
      registers,
    }),
    modelTokens: new Counter({
      name: 'firewatch_model_tokens_total',
      help: 'Tokens exchanged with the language model; the directions `input`, `cached_input` and `output` add up.',
      labelNames: ['model', 'direction'],
      registers,
    }),
    modelCost: new Counter({
      name: 'firewatch_model_cost_usd_total',
      help: 'US dollars spent on the language model; models whose price is unknown are missing.',
      labelNames: ['model'],
      registers,
    }),
    modelSeconds: new Histogram({
      name: 'firewatch_model_request_duration_seconds',
      help: 'Time the language model took to answer.',
      labelNames: ['model'],
      buckets: [0.5, 1, 2, 4, 8, 15, 30, 60, 120],
      registers,
    }),
    modelBudgetUsed: new Gauge({
      name: 'firewatch_model_budget_used_ratio',
      help: 'Used share of each budget, 1 is all of it; `incident_…` is that of the incident nearest to its end.',
      labelNames: ['budget'],
      registers,
    }),
    modelRefusedByBudget: new Counter({
      name: 'firewatch_model_refused_by_budget_total',
      help: 'Requests that were not sent, by the budget they would have exceeded.',
      labelNames: ['budget'],
      registers,
    }),
    modelRetries: new Counter({
      name: 'firewatch_model_retries_total',
      help: 'Requests to a language model that were sent again, by model and by what the try before met.',
      labelNames: ['model', 'reason'],
      registers,
    }),
    modelFallbacks: new Counter({
      name: 'firewatch_model_fallbacks_total',
      help: 'Requests that went to another model than the preferred one, by the model that was asked instead.',
      labelNames: ['model'],
      registers,
    }),
    modelCircuitOpen: new Gauge({
      name: 'firewatch_model_circuit_open',
      help: '1 while a language model keeps failing and is left alone, 0 while it is asked as usual.',
      labelNames: ['model'],
      registers,
    }),
    modelClaims: new Counter({
      name: 'firewatch_model_claims_total',
      help: 'Statements of reports by the language model: `verified`, `unverified`, or `dropped` for citing nothing.',
      labelNames: ['result'],
      registers,
    }),
    analysisCases: new Gauge({
      name: 'firewatch_analysis_cases',
      help: 'Analyses of the last 90 days by author, and by what people said: right, wrong, unlabelled; abstained.',
      labelNames: ['model', 'version', 'label'],
      registers,
    }),
    analysisNewest: new Gauge({
      name: 'firewatch_analysis_newest_timestamp_seconds',
      help: 'When the newest of them was finished, Unix time.',
      labelNames: ['model', 'version'],
      registers,
    }),
    analysisAccuracy: new Gauge({
      name: 'firewatch_analysis_accuracy_ratio',
      help: 'Share of them that were right, of those that people labelled.',
      labelNames: ['model', 'version'],
      registers,
    }),
    analysisConfidence: new Gauge({
      name: 'firewatch_analysis_confidence_ratio',
      help: 'How sure of themselves they were on average.',
      labelNames: ['model', 'version'],
      registers,
    }),
    analysisBrier: new Gauge({
      name: 'firewatch_analysis_brier_score',
      help: 'Their mean squared error of confidence; `constant_guess` is what always saying the accuracy would get.',
      labelNames: ['model', 'version', 'of'],
      registers,
    }),
    analysisDrift: new Gauge({
      name: 'firewatch_analysis_drift',
      help: 'Whether the last 30 labelled ones are worse (-1), as good (0) or better (1) than those before; missing for too few.',
      labelNames: ['model', 'version'],
      registers,
    }),
    proposals: new Counter({
      name: 'firewatch_proposals_total',
      help: 'Remediation proposals by the state they reached.',
      labelNames: ['status'],
      registers,
    }),
    feedback: new Counter({
      name: 'firewatch_feedback_total',
      help: 'What people said of analyses; each new or changed verdict counts.',
      labelNames: ['verdict'],
      registers,
    }),
    messages: new Counter({
      name: 'firewatch_slack_messages_total',
      help: 'Attempts to send a Slack message.',
      labelNames: ['kind', 'result'],
      registers,
    }),
    messagesUndelivered: new Gauge({
      name: 'firewatch_slack_undelivered',
      help: 'Slack messages that are wanted and not shown yet.',
      registers,
    }),
    messagesUndeliveredAge: new Gauge({
      name: 'firewatch_slack_undelivered_oldest_seconds',
      help: 'How long the oldest of them has been waiting.',
      registers,
    }),
    fallbacks: new Counter({
      name: 'firewatch_slack_fallbacks_total',
      help: 'Incidents that Slack could not show, by whether the paging system was told.',
      labelNames: ['result'],
      registers,
    }),
    jobs: new Counter({
      name: 'firewatch_jobs_total',
      help: 'Background jobs run.',
      labelNames: ['job', 'result'],
      registers,
    }),
    upstreamSeconds: new Histogram({
      name: 'firewatch_upstream_request_duration_seconds',
      help: 'Time other systems took to answer us.',
      labelNames: ['service', 'result'],
      buckets: [0.01, 0.03, 0.1, 0.3, 1, 3, 10],
      registers,
    }),
  };
}
