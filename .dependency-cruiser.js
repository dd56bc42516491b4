/** Who may import whom. The table is the architecture; `npm run check` fails when the code stops following it. */

const incidents = 'src/incidents';
const shared = 'src/shared';
const observability = 'src/observability';
/** What of the agent is kept. */
const agentPorts = [
  'src/agent/ports.ts',
  'src/agent/spending/ledger.ts',
  'src/agent/monitoring/analysis-case.ts',
];
/** The ports and values of the workflows that adapters implement; the use cases themselves stay out of their reach. */
const ports = [
  'src/workflows/transaction.ts',
  'src/workflows/use-cases.ts',
  'src/workflows/use-cases',
  'src/workflows/slack-input.ts',
];

const mayImport = {
  shared: [],
  config: [shared],
  observability: [shared, 'src/privacy'],
  privacy: [shared],
  incidents: [shared],
  analysis: [shared],
  tools: [shared, incidents, 'src/analysis'],
  agent: [shared, observability, incidents, 'src/privacy', 'src/analysis', 'tools/tool.ts'],
  remediation: [shared, observability, incidents, 'tools/actions/action.ts', 'tools/actions/ports'],
  storage: [shared, observability, incidents, 'src/remediation', ...agentPorts, ...ports],
  charts: [shared, incidents],
  clients: [
    shared,
    observability,
    incidents,
    'src/analysis/runbook-search',
    'src/remediation/policy',
    'tools/tool.ts',
    'tools/actions/ports',
  ],
  workflows: [
    shared,
    observability,
    incidents,
    'src/privacy',
    'src/analysis',
    'src/agent',
    'src/remediation',
  ],
  intake: [shared, observability, incidents, 'src/workflows'],
  mcp: [shared, observability, incidents, 'src/workflows'],
  jobs: [shared, observability, incidents, 'src/workflows'],
  slack: [shared, observability, incidents, 'src/remediation', 'src/workflows'],
};

/** Each outside package has one home. */
const owners = {
  slack: '(@types/)?@slack/',
  agent: '(langchain|@langchain/(?!mcp-adapters))',
  storage: '(@types/)?(pg|@electric-sql)/',
  jobs: 'pg-boss/',
  observability: '(pino|prom-client)/',
  intake: '(fastify|@fastify)/',
  clients:
    '(@kubernetes/|@octokit/|@pagerduty/|@langchain/mcp-adapters/|@modelcontextprotocol/sdk/dist/esm/client/)',
  mcp: '@modelcontextprotocol/sdk/dist/esm/server/',
  charts: '(vega|vega-lite|@resvg)/',
};

const home = (name) => (name === 'tools' ? '^tools/' : `^src/${name}/`);

export default {
  forbidden: [
    ...Object.entries(mayImport).map(([name, allowed]) => ({
      name: `${name}-imports`,
      severity: 'error',
      from: { path: home(name) },
      to: {
        path: '^(src|tools|demo|bench|test)/',
        pathNot: [home(name), ...allowed.map((path) => `^${path}(/|$)`)],
      },
    })),
    ...Object.entries(owners).map(([name, packages]) => ({
      name: `only-${name}`,
      severity: 'error',
      from: { path: '^(src|tools)/', pathNot: home(name) },
      to: { path: `^node_modules/${packages}` },
    })),
    {
      name: 'product-does-not-know-its-demo',
      severity: 'error',
      from: { path: '^(src|tools)/' },
      to: { path: '^(demo|bench|test)/' },
    },
    {
      name: 'local-slack-stands-alone',
      severity: 'error',
      from: { path: '^demo/(slack|shop|pagerduty)/' },
      to: { path: '^(src|tools)/' },
    },
    { name: 'no-cycle', severity: 'error', from: {}, to: { circular: true } },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: '^node_modules' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.js'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
