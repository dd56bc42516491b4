/** Every benchmark. Only the one that runs is loaded: together they know all of the product, which takes seconds. */
import type { ListedSuite } from '../suite.js';

export const suites: readonly ListedSuite[] = [
  {
    name: 'agent-budget',
    description:
      'budgets against greedy models; prompt tokens with 50 MB of logs behind the tools [--runs 1000] [--megabytes 50] [--seed 1] [--grace SECONDS]',
    load: async () => (await import('./agent-budget.js')).agentBudget,
  },
  {
    name: 'agent-hijack',
    description:
      'what a model in an attacker’s hands achieves: side effects, secrets, live entities [--corpus DIR] [--calls 10200]',
    load: async () => (await import('./agent-hijack.js')).agentHijack,
  },
  {
    name: 'agent-needle',
    description:
      'the decisive line of generated logs in what search_logs gives a model [--cases 500] [--seed 1] [--full 1] [--misses 0]',
    load: async () => (await import('./agent-needle.js')).agentNeedle,
  },
  {
    name: 'agent-overhead',
    description:
      'wall less model and tools for each investigation, and turns; a plain createAgent beside it [--incidents 200] [--seed 1]',
    load: async () => (await import('./agent-overhead.js')).agentOverhead,
  },
  {
    name: 'approval-refusals',
    description:
      'approvals and runs that must be refused, each on each of two bot processes on one PostgreSQL [--only part of a name, and of others, with commas]',
    load: async () => (await import('./approval-refusals.js')).approvalRefusals,
  },
  {
    name: 'approvals',
    description:
      'many clicks at once on each proposal, over two bot processes on one PostgreSQL [--proposals 100] [--clicks 50]',
    load: async () => (await import('./approvals.js')).approvals,
  },
  {
    name: 'audit-tamper',
    description:
      'what verify finds of random changes to the audit log by a superuser, in PostgreSQL [--count 1000] [--entries 240] [--every 12] [--seed 1]',
    load: async () => (await import('./audit-tamper.js')).auditTamper,
  },
  {
    name: 'burst',
    description:
      'webhooks within a second, as Alertmanager sends them, to a bot on PostgreSQL [--webhooks 5000] [--over 1000 ms]',
    load: async () => (await import('./burst.js')).burst,
  },
  {
    name: 'detect',
    description: 'The streaming detector on labelled series, profile by profile. --data DIR with nab/',
    load: async () => (await import('./detect.js')).detect,
  },
  {
    name: 'engine-speed',
    description: 'ranking of root causes: 50 and 1000 services, 12 metrics, 6 h at 15 s [--services N]',
    load: async () => (await import('./engine-speed.js')).engineSpeed,
  },
  {
    name: 'executor-injection',
    description:
      'what command, flag and SSRF payloads make the executor start or connect to [--corpus DIR] [--texts N]',
    load: async () => (await import('./executor-injection.js')).executorInjection,
  },
  {
    name: 'execution-crash',
    description:
      'a bot process killed or frozen around runs, and what was run or opened twice, unapproved, out of order or lost [--seeds 30] [--from 1]',
    load: async () => (await import('./execution-crash.js')).executionCrash,
  },
  {
    name: 'grouping',
    description:
      'Alerts into incidents: sets one after another and overlapping, beside time windows and equal labels. --seeds 10, --data DIR with alert-rca/',
    load: async () => (await import('./grouping.js')).grouping,
  },
  {
    name: 'growth',
    description:
      'times of lists, Home tab and intake with ten times the incidents, again and again [--from 100] [--to 100000] [--times 15]',
    load: async () => (await import('./growth.js')).growth,
  },
  {
    name: 'intake',
    description:
      'durable alerts per second through the HTTP intake, per database [--seconds 3] [--connections 64] [--up-to 64000 alerts/s] [--databases pglite,postgres]',
    load: async () => (await import('./intake.js')).intake,
  },
  {
    name: 'rca-alerts',
    description:
      'Faulty component from alerts and topology, with and without history. --data DIR with alert-rca/',
    load: async () => (await import('./rca-alerts.js')).rcaAlerts,
  },
  {
    name: 'rca-multimodal',
    description:
      'Root causes from metrics, logs and traces, baseline from before the fault. --data DIR with nezha/',
    load: async () => (await import('./rca-multimodal.js')).rcaMultimodal,
  },
  {
    name: 'rca-topology',
    description:
      'Root causes from metrics and a call graph, and restraint without an issue. --data DIR with petshop/',
    load: async () => (await import('./rca-topology.js')).rcaTopology,
  },
  {
    name: 'redaction',
    description:
      'secrets left after redaction, false hits on ordinary lines, MB/s [--corpus FILE.jsonl] [--lines 30000] [--misses 0]',
    load: async () => (await import('./redaction.js')).redaction,
  },
  {
    name: 'runbook-search',
    description:
      "Finds an alert's page by its name, and with the name hidden. --data DIR with runbooks/ [--speed 1000 runbooks]",
    load: async () => (await import('./runbook-search.js')).runbookSearch,
  },
  {
    name: 'slack-ack',
    description:
      'time to ack commands and clicks with 200 open incidents and a storm running [--seconds 20] [--databases pglite,postgres]',
    load: async () => (await import('./slack-ack.js')).slackAck,
  },
  {
    name: 'slack-pacing',
    description: 'delay of posts to other channels while Slack limits one, against plain @slack/web-api',
    load: async () => (await import('./slack-pacing.js')).slackPacing,
  },
  {
    name: 'slack-text',
    description:
      'hostile text through every message builder: what comes to life, what hides, what Slack refuses [--every 1]',
    load: async () => (await import('./slack-text.js')).slackText,
  },
  {
    name: 'storm',
    description:
      'an alert storm at Slack’s own limits, on PostgreSQL [--alerts 10000] [--groups 200] [--seconds 60] [--patience 120]',
    load: async () => (await import('./storm.js')).storm,
  },
  {
    name: 'time-to-insight',
    description:
      'webhook to first post and to evidence, behind real Prometheus and Alertmanager [--incidents 20] [--every 6 s] [--history 20 s]',
    load: async () => (await import('./time-to-insight.js')).timeToInsight,
  },
];
