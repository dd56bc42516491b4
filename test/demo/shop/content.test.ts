import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { createShop } from '../../../demo/shop/shop.js';
import { loadRunbookLibrary } from '../../../src/clients/runbook-library.js';
import type { RunbookLibrary } from '../../../src/incidents/runbook.js';
import { describeWithServer, promtoolPath } from '../../helpers/real-servers.js';

const RULES = 'demo/config/alert-rules.yml';

let library: RunbookLibrary;
beforeAll(async () => {
  library = await loadRunbookLibrary({ paths: ['runbooks'] });
});

describe('the runbooks', () => {
  test('are all usable', () => {
    expect(library.problems).toEqual([]);
    expect(library.list().length).toBeGreaterThanOrEqual(10);
  });

  test('lead a person through the night: what it means, what to check, how to fix, verify and escalate', () => {
    const headings = [
      'What users notice',
      'Check first',
      'Tell the causes apart',
      'Fix',
      'Verify',
      'Escalate',
      'Afterwards',
    ];
    for (const { id, body, match } of library.list()) {
      expect([id, body.startsWith('\n# ') || body.startsWith('# ')]).toEqual([id, true]);
      if (match.alerts.length === 0) continue;
      expect([id, headings.filter((heading) => !body.includes(`\n## ${heading}\n`))]).toEqual([id, []]);
    }
  });

  test('include one without front matter, titled by its first heading', () => {
    expect(library.get('no-runbook-fits')).toMatchObject({
      title: 'No runbook fits: the first fifteen minutes',
      match: { alerts: [], services: [] },
      actions: [],
    });
  });

  test('link only to each other', () => {
    for (const { id, body } of library.list()) {
      const links = [...body.matchAll(/\]\(([^)]+)\)/g)].map(([, target = '']) => target);
      expect([id, links.filter((link) => library.get(link.replace(/\.md$/, '')) === undefined)]).toEqual([
        id,
        [],
      ]);
    }
  });

  test('match every alert of the shop', () => {
    const alerts = [...readFileSync(RULES, 'utf8').matchAll(/- alert: (\w+)/g)].map(([, name = '']) => name);

    for (const alert of new Set(alerts)) {
      const [best] = library.find({ alertNames: [alert], service: null, text: '' }, 1);
      expect([alert, (best?.score ?? 0) > 0.5]).toEqual([alert, true]);
    }
  });

  test('propose a fix with a verification for each fault of the shop', () => {
    const endpoints = library
      .list()
      .flatMap(({ actions }) => actions)
      .filter(({ action, verify }) => action === 'call_http_endpoint' && verify !== null)
      .map((action) => String(action.arguments['endpoint']));

    for (const { fix, service } of createShop().faults.list()) {
      expect(endpoints.map((name) => name.replaceAll('$service', service))).toContain(fix);
    }
  });
});

describeWithServer('prometheus', 'promtool', () => {
  test('accepts the alert rules', () => {
    expect(execFileSync(promtoolPath(), ['check', 'rules', RULES], { encoding: 'utf8' })).toMatch(/SUCCESS/);
  });

  test('accepts the metrics of every service', async () => {
    const shop = createShop();
    await shop.start();
    try {
      for (const { url } of shop.targets) {
        const input = await (await fetch(url)).text();
        // promtool writes its complaints to stderr and fails; the error then shows them.
        expect(execFileSync(promtoolPath(), ['check', 'metrics'], { input, encoding: 'utf8' })).toBe('');
      }
    } finally {
      await shop.stop();
    }
  });
});
