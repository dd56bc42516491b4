import { expect, test } from '@jest/globals';
import type { AnalysisCase } from '../../../src/agent/monitoring/analysis-case.js';
import { labelOf } from '../../../src/agent/monitoring/label.js';
import { createPrivacy } from '../../../src/privacy/privacy.js';
import type { IncidentId } from '../../../src/shared/ids.js';
import { exportCases, type ExportedCase } from '../../../src/workflows/knowledge/export-cases.js';
import { giveFeedback } from '../../../src/workflows/lifecycle/give-feedback.js';
import { reopenIncident } from '../../../src/workflows/lifecycle/reopen-incident.js';
import { resolveIncident } from '../../../src/workflows/lifecycle/resolve-incident.js';
import type { LifecycleUseCases } from '../../../src/workflows/use-cases/lifecycle.js';
import type { Investigation } from '../../../src/workflows/transaction.js';
import { describeOnOneDatabase } from '../../helpers/every-database.js';
import { ALICE, buildAlert, createWorkflowDeps, incidentsOf, receive } from '../../helpers/workflow-deps.js';
import { ANALYSIS } from '../../slack/sample-view.js';

type Analysis = NonNullable<Investigation['analysis']>;
type Outcome = Omit<Parameters<LifecycleUseCases['resolveIncident']>[1], 'incidentId' | 'requestId'>;

const SECRET = 'sk_live_4eC39HqLyjWDarjtT1zdp7dc';
const KEY = 'a key of the tests alone';

const blaming = (service: string | null, by: Partial<Analysis> = {}): Analysis => ({
  ...ANALYSIS,
  ...by,
  report: {
    ...ANALYSIS.report,
    cause: { service, component: null, mechanism: 'It hangs.', confidence: 0.8, evidenceIds: ['E1'] },
  },
});

describeOnOneDatabase('analyses and what people said it was', (open) => {
  const start = async () => {
    const { store, database } = await open();
    const deps = createWorkflowDeps(store);
    const openIncident = async (service = 'checkout') => {
      await receive(deps, buildAlert({ labels: { service } }));
      return (await incidentsOf(deps)).at(-1)!.id;
    };
    const analyse = (incidentId: IncidentId, analysis: Analysis) =>
      store.transaction(async (tx) => {
        // The one that the alert asked for, if nobody has done it.
        await tx.investigations.request(incidentId, 'test');
        const [newest] = await tx.investigations.latest(incidentId);
        const [evidence] = await tx.evidence.add(incidentId, [
          {
            kind: 'log',
            service: 'checkout',
            statement: `checkout logged "key=${SECRET} of jane.doe@example.com"`,
            why: '',
            source: 'loki',
            query: '{app="checkout"}',
            range: null,
            data: { raw: 'a line' },
            isAnomalous: true,
          },
        ]);
        await tx.investigations.saveFindings(
          newest!.id,
          { suspects: [], runbooks: [], gaps: [], failingShare: null },
          [evidence!.id],
        );
        await tx.investigations.finish(newest!.id, analysis);
        return newest!.id;
      });
    let requests = 0;
    const request = (incidentId: IncidentId) => ({ incidentId, requestId: `r${(requests += 1)}` });
    const resolve = (incidentId: IncidentId, outcome: Partial<Outcome>) =>
      resolveIncident(deps, ALICE, { ...request(incidentId), cause: null, fix: null, ...outcome });
    const cases = () => store.transaction((tx) => tx.cases.list({ since: null, limit: 100 }));
    const labels = async () => (await cases()).map((one: AnalysisCase) => labelOf(one)?.label ?? null);
    const exported = async (records: ExportedCase[] = []) => {
      const privacy = createPrivacy(() => Promise.resolve(KEY));
      const summary = await exportCases({ store, privacy }, { since: null }, (one) => void records.push(one));
      return { summary, records };
    };
    return { store, database, deps, openIncident, analyse, request, resolve, cases, labels, exported };
  };

  test.each<[string, Partial<Outcome>, string | null]>([
    ['nothing', {}, null],
    ['its service', { cause: 'x', origin: { service: 'checkout', investigationId: null } }, 'right'],
    ['another service', { cause: 'x', origin: { service: 'search', investigationId: null } }, 'wrong'],
    ['its service in words', { cause: 'the pool of checkout was exhausted' }, 'right'],
    ['another in words', { cause: 'payments hung' }, 'wrong'],
    ['words without a service', { cause: 'DNS' }, null],
    ['that nobody knows, in words with a service', { cause: 'maybe payments', origin: null }, null],
  ])('people told %s', async (_, outcome, label) => {
    const { openIncident, analyse, resolve, labels } = await start();
    const incident = await openIncident();
    await analyse(incident, blaming('checkout'));

    await resolve(incident, outcome);

    expect(await labels()).toEqual([label]);
  });

  test('people chose an analysis that names no service', async () => {
    const { openIncident, analyse, resolve, labels } = await start();
    const incident = await openIncident();
    const investigationId = await analyse(incident, blaming(null));

    await resolve(incident, { cause: 'It hangs.', origin: { service: null, investigationId } });

    expect(await labels()).toEqual(['right']);
  });

  test('what is told later takes the place of what was told first; words that name nothing take it back', async () => {
    const { openIncident, analyse, resolve, labels } = await start();
    const incident = await openIncident();
    await analyse(incident, blaming('checkout'));
    await resolve(incident, { cause: 'checkout' });

    await resolve(incident, { cause: 'payments hung' });
    expect(await labels()).toEqual(['wrong']);
    await resolve(incident, { cause: 'a cosmic ray' });
    expect(await labels()).toEqual([null]);
  });

  test('an incident is one case of each author, by the newest analysis from before the cause was told', async () => {
    const { deps, openIncident, analyse, request, resolve, cases } = await start();
    const incident = await openIncident();
    await analyse(incident, blaming('payments', { by: 'model', model: 'm', promptVersion: '3' }));
    const newest = await analyse(
      incident,
      blaming('checkout', { by: 'model', model: 'm', promptVersion: '3' }),
    );
    const older = await analyse(
      incident,
      blaming('payments', { by: 'model', model: 'm', promptVersion: '2' }),
    );
    const rules = await analyse(
      incident,
      blaming('payments', { by: 'rules', model: null, promptVersion: '2' }),
    );
    await resolve(incident, { cause: 'checkout' });
    await reopenIncident(deps, ALICE, { ...request(incident), reason: null });
    await analyse(incident, blaming('checkout', { by: 'model', model: 'm', promptVersion: '2' }));

    const found = await cases();

    expect(found.map(({ investigationId, author }) => [investigationId, author])).toEqual([
      [rules, { model: 'rules', version: '2' }],
      [older, { model: 'm', version: '2' }],
      [newest, { model: 'm', version: '3' }],
    ]);
    expect(found.map((one) => labelOf(one)?.label)).toEqual(['wrong', 'wrong', 'right']);
  });

  test('buttons count where nobody told the cause', async () => {
    const { deps, openIncident, analyse, labels } = await start();
    const investigationId = await analyse(await openIncident(), blaming('checkout'));

    await giveFeedback(deps, ALICE, { investigationId, verdict: 'wrong', requestId: 'f' });

    expect(await labels()).toEqual(['wrong']);
  });

  test('merged incidents are no cases', async () => {
    const { database, openIncident, analyse, cases } = await start();
    const into = await openIncident();
    const merged = await openIncident('search');
    await analyse(merged, blaming('search'));
    await database.query('UPDATE firewatch.incidents SET merged_into = $1 WHERE id = $2', [into, merged]);

    expect(await cases()).toEqual([]);
  });

  test('labelled ones are exported, without secrets, people, queries and raw data', async () => {
    const { openIncident, analyse, resolve, exported } = await start();
    const incident = await openIncident();
    await analyse(incident, blaming('checkout', { by: 'model', model: 'm', promptVersion: '3' }));
    await analyse(await openIncident('search'), blaming('search'));
    await resolve(incident, { cause: 'checkout, says bob@example.com', fix: 'secret fix' });

    const { summary, records } = await exported();

    expect(summary).toEqual({ exported: 1, unsafe: 0, private: 0 });
    expect(records).toMatchObject([
      {
        incident: 'INC-1',
        model: 'm',
        promptVersion: '3',
        label: 'right',
        labelledBy: 'cause named',
        confirmedService: 'checkout',
        confidence: 0.8,
        alerts: ['HighErrorRate'],
        services: ['checkout'],
        evidence: [{ id: 'E1', kind: 'log', service: 'checkout', isAnomalous: true }],
        report: { cause: { service: 'checkout', mechanism: 'It hangs.' } },
      },
    ]);
    const text = JSON.stringify(records);
    expect(text).toContain('checkout logged');
    for (const hidden of [SECRET, 'example.com', 'a line', '{app=', 'U0ALICE', 'secret fix'])
      expect(text).not.toContain(hidden);
  });

  test('private incidents are not exported, nor what cannot be looked through', async () => {
    const { database, openIncident, analyse, resolve, exported } = await start();
    const hidden = await openIncident();
    const unreadable = await openIncident('search');
    for (const incident of [hidden, unreadable]) {
      await analyse(incident, blaming('checkout'));
      await resolve(incident, { cause: 'checkout' });
    }
    await database.query('UPDATE firewatch.incidents SET is_private = true WHERE id = $1', [hidden]);
    // Deeper than the redactor follows.
    await database.query(
      `UPDATE firewatch.investigations SET analysis = jsonb_set(analysis, '{report,claims}', $2::text::jsonb) WHERE incident_id = $1`,
      [unreadable, `[{"text": "x", "evidenceIds": ${'['.repeat(900)}${']'.repeat(900)}}]`],
    );

    expect(await exported()).toEqual({ summary: { exported: 0, unsafe: 1, private: 1 }, records: [] });
  });
});
