import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { otherServicesOf } from '../../../src/app/other-services.js';
import { createPagerDuty } from '../../../src/clients/pagerduty.js';
import { parseRunbook } from '../../../src/clients/runbook-parser.js';
import { loadConfig } from '../../../src/config/config.js';
import { proposeRemediation } from '../../../src/workflows/remediation/propose-remediation.js';
import { describeOnOneDatabase } from '../../helpers/every-database.js';
import { GITHUB_HEADERS, REPOSITORY, startFakeGitHub } from '../../helpers/fake-github.js';
import { startFakePagerDuty } from '../../helpers/fake-pagerduty.js';
import { startHttpStub } from '../../helpers/http-stub.js';
import { buildAlert, createWorkflowDeps, incidentsOf, receive } from '../../helpers/workflow-deps.js';
import { catalogueWith } from '../../tools/actions/catalogue-with.js';

const RUNBOOK = `---
match: { alerts: [CheckoutErrors] }
actions:
  - { title: Silence, action: create_silence, arguments: { alert: CheckoutErrors, service: $service, duration: 1h } }
  - { title: Switch off, action: set_feature_flag, arguments: { flag: new-$service, value: 'off' } }
  - { title: Page, action: page_on_call, arguments: { service: $service, incident: $incident } }
  - { title: Workflow, action: dispatch_workflow, arguments: { workflow: rollback-$service } }
  - { title: Revert, action: revert_deployment, arguments: { environment: $service-production } }
---
# Checkout errors
`;

describeOnOneDatabase('steps against other services', (open) => {
  test('become proposals, as firewatch.yaml and the runbook name them, and nothing is sent', async () => {
    const { store } = await open();
    const github = await startFakeGitHub();
    github.deployed('1'.repeat(40), 'success');
    github.deployed('2'.repeat(40), 'success');
    const person = (name: string, level: number) => ({
      policyId: 'POL1',
      level,
      user: { id: `U${name}`, name, email: `${name}@example.org` },
    });
    const pagerDuty = await startFakePagerDuty({
      token: 'pd-token',
      users: ['bot@example.org'],
      services: { SVC1: 'POL1' },
      onCalls: [person('Ann', 1), person('Ben', 2)],
    });
    const labels = { alertname: 'CheckoutErrors', service: 'checkout' };
    const others = await startHttpStub(({ path }) => ({
      body:
        path === '/flag' ? { enabled: true } : path.endsWith('/alerts') ? [{ fingerprint: 'f', labels }] : [],
    }));
    const home = mkdtempSync(join(tmpdir(), 'firewatch-steps-'));
    try {
      const path = join(home, 'firewatch.yaml');
      const flag = { service: 'checkout', readUrl: `${others.url}/flag`, writeUrl: `${others.url}/flag` };
      const values = [true, false].map((reads) => ({ name: reads ? 'on' : 'off', reads, body: { reads } }));
      const where = { service: 'checkout', repository: REPOSITORY, risk: 'high' };
      const actions = {
        alertmanager: { url: `${others.url}/am` },
        featureFlags: [{ name: 'new-checkout', ...flag, readPath: 'enabled', values }],
        github: {
          apiUrl: github.url,
          tokenEnv: 'EXECUTOR_TOKEN',
          workflows: [{ name: 'rollback-checkout', ...where, file: 'rollback.yml', ref: 'main' }],
          environments: [{ name: 'checkout-production', ...where, environment: 'production' }],
        },
      };
      writeFileSync(path, stringify({ actions }));
      const token = GITHUB_HEADERS.authorization.replace('Bearer ', '');
      const config = loadConfig({ FIREWATCH_CONFIG: path, EXECUTOR_TOKEN: token });
      expect(() => loadConfig({ FIREWATCH_CONFIG: path })).toThrow(
        'EXECUTOR_TOKEN is not set; actions.github',
      );

      const deps = createWorkflowDeps(store);
      const account = {
        token: 'pd-token',
        fromEmail: 'bot@example.org',
        apiUrl: pagerDuty.url,
        timeoutMs: 2_000,
      };
      const known = deps.catalog();
      const catalog = () => ({
        ...known,
        get: (name: string) => {
          const service = known.get(name);
          return service && { ...service, pagerDutyServiceId: 'SVC1' };
        },
      });
      const services = otherServicesOf(config, { pagerDuty: account, catalog, timeoutMs: 2_000 });
      const parsed = parseRunbook('CheckoutErrors.md', RUNBOOK);
      if (!('runbook' in parsed)) throw new Error(parsed.problems.join('\n'));
      const runbooks = () => ({ ...deps.runbooks(), get: () => parsed.runbook });

      await receive(deps, buildAlert());
      const [incident] = await incidentsOf(deps);
      const page = {
        key: `firewatch:${incident!.id}`,
        title: 'x',
        details: '',
        serviceId: 'SVC1',
        severity: 'sev1' as const,
      };
      await createPagerDuty(account).createIncident(page);
      const answers = [];
      for (const step of [1, 2, 3, 4, 5]) {
        const request = {
          runbookId: 'CheckoutErrors',
          step,
          service: 'checkout',
          rationale: 'x',
          evidenceIds: [],
        };
        const input = { incident: incident!, diagnosed: [], request, signal: AbortSignal.timeout(30_000) };
        answers.push(
          await proposeRemediation({ ...deps, catalog, runbooks, actions: catalogueWith(services) }, input),
        );
      }

      expect(answers.map((answer) => ('effect' in answer ? answer.effect : answer.reason))).toEqual([
        `Silence {alertname="CheckoutErrors",service="checkout"} at ${others.url}/am for 1h`,
        'Set the flag new-checkout to off (now: on)',
        'Page level 2 of the escalation policy in PagerDuty: Ben',
        `Start rollback.yml of ${REPOSITORY} on main with {}`,
        `Deploy ${'1'.repeat(40)} to production of ${REPOSITORY} (now: ${'2'.repeat(40)})`,
      ]);
      const proposals = await store.transaction((tx) => tx.proposals.ofIncident(incident!.id));
      expect(proposals).toHaveLength(5);
      expect(JSON.stringify(proposals)).not.toContain(token);
      const sent = [...github.requests, ...others.requests, ...pagerDuty.requests.slice(2)];
      expect(sent.filter(({ method }) => method !== 'GET')).toEqual([]);
    } finally {
      rmSync(home, { recursive: true, force: true });
      await Promise.all([github.close(), pagerDuty.close(), others.close()]);
    }
  });
});
