import { expect, test } from '@jest/globals';
import { presentIncident } from '../../../src/mcp/present-incident.js';
import { buildEvidenceMessage } from '../../../src/slack/blocks/cards/evidence-message.js';
import { buildIncidentCard } from '../../../src/slack/blocks/cards/incident-card.js';
import { readAnswerFacts } from '../../../src/workflows/knowledge/answer-facts.js';
import { describeOnOneDatabase } from '../../helpers/every-database.js';
import { REPORT } from '../../helpers/investigate-with.js';
import { reports } from '../../helpers/scripted-openai.js';
import { DATABASE_FAILS, lookingAgain } from './looking-again.js';

const idsOf = (evidence: readonly { id: string; kind: string }[], kind: string) =>
  evidence.filter((one) => one.kind === kind).map(({ id }) => id);

describeOnOneDatabase('an incident that is looked at often', (open) => {
  test('shows one ranking and the checks of the newest look only, however many there were', async () => {
    const { state, look, deps, incidentId, store } = await lookingAgain(await open());
    state.fault = DATABASE_FAILS;
    for (let times = 0; times < 7; times += 1) await look();

    const view = await look();

    expect(idsOf(view.evidence, 'ranking')).toHaveLength(1);
    expect(JSON.stringify(buildEvidenceMessage(view).blocks)).toContain(': fits, 2 of 2 checks hold');
    const { question } = await store.transaction((tx) =>
      tx.questions.ask({ requestId: 'q1', incidentId, askedBy: 'U0ALICE', question: 'What broke?' }),
    );
    const { input } = await readAnswerFacts(deps, question, AbortSignal.timeout(10_000));
    expect(idsOf(input.about!.known.evidence, 'ranking')).toEqual(idsOf(view.evidence, 'ranking'));
  });
});

describeOnOneDatabase('a look that sees too little', (open) => {
  const isOfWeb = (query: string) => query.includes('"web"') || query.startsWith('requests');

  test('replaces neither the cause nor the impact nor the ranking, and says so', async () => {
    const { state, look, timeline, database } = await lookingAgain(await open());
    state.fault = DATABASE_FAILS;
    const before = await look();
    state.reads = isOfWeb;

    const after = await look();

    expect(before.analysis?.report.cause?.service).toBe('db');
    expect(after.analysis).toEqual(before.analysis);
    expect(after.investigationId).toBe(before.investigationId);
    expect(after.suspects).toEqual(before.suspects);
    expect(after.incident.impact).toEqual(before.incident.impact);
    expect(after.evidence).toEqual(before.evidence);
    const said =
      /^The newest look got answers to \d+ of its \d+ queries only \(the server is busy\), so what/;
    expect(after.setAside).toMatch(said);
    for (const message of [buildIncidentCard(after), buildEvidenceMessage(after)])
      expect(JSON.stringify(message.blocks)).toContain('queries only (the server is busy)');
    expect(presentIncident(after).notSeen[0]).toBe(after.setAside);
    expect((await timeline()).at(-1)).toMatch(said);
    const again = 'SELECT FROM firewatch.investigations WHERE finished_at IS NULL AND reason = $1';
    expect(await database.query(again, ['the metrics backend did not answer'])).toHaveLength(1);
  });

  test('is forgotten once another one sees enough', async () => {
    const { state, look } = await lookingAgain(await open());
    state.fault = DATABASE_FAILS;
    const first = await look();
    state.reads = isOfWeb;
    await look();
    state.reads = () => true;

    const last = await look();

    expect(last.setAside).toBeNull();
    expect(last.investigationId).not.toBe(first.investigationId);
    expect(idsOf(last.evidence, 'ranking')).not.toEqual(idsOf(first.evidence, 'ranking'));
  });

  test('is shown where nothing better is known, or only of an earlier bout of trouble', async () => {
    const { state, look, database } = await lookingAgain(await open());
    state.reads = isOfWeb;
    const first = await look();
    expect(first).toMatchObject({ setAside: null, analysis: { by: 'rules' } });
    state.reads = () => true;
    const second = await look();
    await database.query("UPDATE firewatch.incidents SET started_at = now() + interval '1 second'");
    state.reads = isOfWeb;

    const third = await look();

    expect(third.setAside).toBeNull();
    expect(third.investigationId).not.toBe(second.investigationId);
  });

  test('leaves the impact at what was measured last where only that could not be read', async () => {
    const { state, look } = await lookingAgain(await open());
    state.fault = DATABASE_FAILS;
    const before = await look();
    state.reads = (query) => !query.startsWith('errors');

    const after = await look();

    expect(after.setAside).toBeNull();
    expect(after.incident.impact?.score).toBe(before.incident.impact?.score);
    expect(JSON.stringify(buildIncidentCard(after).blocks)).toMatch(
      /30 % of requests to web failed when last measured, at \d\d:\d\d UTC/,
    );
  });
});

describeOnOneDatabase('a second look without the model', (open) => {
  const report = {
    ...REPORT,
    summary: 'The database refuses connections.',
    cause: { ...REPORT.cause, service: 'db', component: null, mechanism: 'The database is full.' },
    claims: [],
    hypotheses: [],
  };
  const citing = (ids: readonly string[]) => ({ ...report, cause: { ...report.cause, evidenceIds: ids } });

  async function modelFirst(testDatabase: Parameters<typeof lookingAgain>[0]) {
    const again = await lookingAgain(testDatabase);
    again.state.fault = DATABASE_FAILS;
    const first = await again.look();
    const id = Number(first.evidence.at(-1)!.id.slice(1));
    const signals = first.evidence.filter(({ service, kind }) => service === 'db' && kind === 'signal');
    // The next look numbers the same observations anew, in the same order.
    const [signal] = signals.map((one) => Number(one.id.slice(1)) + id);
    const view = await again.look([reports(citing([`E${signal}`]))]);
    expect(view.analysis).toMatchObject({ by: 'model', report: { summary: report.summary } });
    return { ...again, view };
  }

  test('keeps the report of the model while the evidence suspects the same service, and says so', async () => {
    const { look, view, timeline } = await modelFirst(await open());

    const after = await look([{ kind: 'status', status: 500 }]);

    expect(after.analysis).toEqual(view.analysis);
    expect(idsOf(after.evidence, 'ranking')).not.toEqual(idsOf(view.evidence, 'ranking'));
    const said =
      "The newest look was written without the model and suspects db too, so the model's report still stands. " +
      "The model's server failed.";
    expect(after.setAside).toBe(said);
    expect((await timeline()).at(-1)).toBe(said);
    expect(JSON.stringify(buildIncidentCard(after).blocks)).toContain('still stands');
    const shown = JSON.stringify(buildEvidenceMessage(after).blocks);
    expect(shown).toContain(': fits, 2 of 2 checks hold');
    expect(shown.split('Failing share of db rose')).toHaveLength(2);
  });

  test('shows the rules where the evidence now suspects another service', async () => {
    const { look, state } = await modelFirst(await open());
    state.fault = { 'errors{service="catalog"}': 0.7, 'latency{service="catalog"}': 4 };

    const after = await look([{ kind: 'status', status: 500 }]);

    expect(after).toMatchObject({ setAside: null, analysis: { by: 'rules' } });
    expect(after.analysis?.report.cause?.service).toBe('catalog');
  });
});
