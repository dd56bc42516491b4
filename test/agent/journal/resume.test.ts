import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { createMemoryJournal } from '../../../src/agent/journal/memory-journal.js';
import type { RunStep } from '../../../src/agent/ports.js';
import { evidenceStore, OBSERVATIONS } from '../../helpers/checkout-evidence.js';
import { toolContext } from '../../helpers/checkout-incident.js';
import { investigateWith, REPORT } from '../../helpers/investigate-with.js';
import { calls, reports, says, type ChatRequest, type Reply } from '../../helpers/scripted-openai.js';

const EVIDENCE_IDS = ['E1', 'E7'];

/** Answers by how far the conversation is, so that it does not matter which process asks. */
const TURNS: readonly Reply[] = [
  calls(
    { name: 'query_metrics', args: { query: 'errors:ratio' } },
    { name: 'list_changes', args: { service: 'checkout' } },
  ),
  calls(
    { name: 'query_metrics', args: { query: 'errors:ratio' } },
    { name: 'run_shell', args: { z: 1, a: 2 } },
  ),
  calls({
    name: 'propose_remediation',
    args: {
      runbookId: 'bad-release',
      step: 1,
      service: 'checkout',
      rationale: 'Errors began with release 1.4.2.',
      evidenceIds: EVIDENCE_IDS,
    },
  }),
  says('It was the release.'),
  reports({ ...REPORT, cause: { ...REPORT.cause, evidenceIds: EVIDENCE_IDS } }),
];

function turnOf({ messages }: ChatRequest): Reply {
  const turn = TURNS[messages.filter(({ role }) => role === 'assistant').length];
  if (!turn) throw new Error('the conversation is longer than the script');
  return turn;
}

/** Plays the run on, `steps` being what a process before it left behind. */
async function play(steps: readonly RunStep[], store = evidenceStore(OBSERVATIONS), at = '03:20:00') {
  const journal = createMemoryJournal(store.recordEvidence, { steps, evidence: [...store.stored] });
  const asked: string[] = [];
  const context = toolContext({ now: new Date(`2026-11-20T${at}Z`) });
  const { queryRange } = context.metrics;
  const metrics: typeof context.metrics = {
    ...context.metrics,
    queryRange(query, ...rest) {
      asked.push(query);
      return queryRange(query, ...rest);
    },
  };
  const played = steps.filter(({ kind }) => kind === 'model').length;
  const result = await investigateWith(
    TURNS.slice(played).map(() => turnOf),
    {
      deps: { journal, recordEvidence: store.recordEvidence },
      input: { context: { ...context, metrics }, evidence: store.stored.slice(0, OBSERVATIONS.length) },
    },
  );
  return { ...result, steps: journal.steps, stored: store.stored, asked };
}

describe('an investigation that was interrupted', () => {
  test('goes on from every point with the same words, to the same end, and asks nothing twice', async () => {
    const whole = await play([]);
    expect(whole.analysis.by).toBe('model');
    expect(whole.steps.map(({ kind }) => kind).join(' ')).toBe(
      'start model tool tool model model tool model model',
    );

    for (let kept = 0; kept <= whole.steps.length; kept += 1) {
      const steps = whole.steps.slice(0, kept);
      const filed = steps.filter((step) => step.kind === 'tool' && step.answer.evidenceId !== null).length;
      const store = evidenceStore([]);
      for (const item of whole.stored.slice(0, OBSERVATIONS.length + filed)) store.stored.push(item);
      // A tool that had not answered looks at the present; time stands still for it, so that the ends can be compared.
      const resumed = await play(steps, store, filed === 2 ? '03:45:00' : '03:20:00');

      const played = steps.filter(({ kind }) => kind === 'model').length;
      expect(resumed.requests).toHaveLength(TURNS.length - played);
      expect(resumed.asked).toHaveLength(filed > 0 ? 0 : 1);
      expect(resumed.stored.map(({ id, statement }) => [id, statement])).toEqual(
        whole.stored.map(({ id, statement }) => [id, statement]),
      );
      const { durationMs: _, ...usage } = whole.analysis.usage;
      expect(resumed.analysis).toMatchObject({
        report: whole.analysis.report,
        proposals: whole.analysis.proposals,
        note: whole.analysis.note,
        usage,
      });
      const last = whole.requests.slice(-1).slice(0, resumed.requests.length);
      expect(resumed.requests.slice(-1).map(digestOf)).toEqual(last.map(digestOf));
    }
  });

  test('begins anew where another version of Firewatch had asked something else', async () => {
    const whole = await play([]);
    const steps = whole.steps.slice(0, 4);
    const older = steps.map((step) => (step.kind === 'start' ? { ...step, promptVersion: 'older' } : step));
    const resumed = await investigateWith(
      TURNS.map(() => turnOf),
      {
        deps: {
          journal: createMemoryJournal(evidenceStore(OBSERVATIONS).recordEvidence, {
            steps: older,
            evidence: [],
          }),
        },
      },
    );

    expect(resumed.requests).toHaveLength(TURNS.length);
    expect(resumed.analysis.by).toBe('model');
  });

  test('sends the same bytes as before where it asks the same question again', async () => {
    const whole = await play([]);
    const [start, model, ...tools] = whole.steps.slice(0, 4);
    const resumed = await play(
      [start, model, ...tools].flatMap((step) => step ?? []),
      undefined,
      '03:59:00',
    );

    expect(resumed.requests[0]?.raw.length).toBeGreaterThan(1000);
    expect(resumed.requests[0]?.raw === whole.requests[1]?.raw).toBe(true);
  });
});

/** The scripted model makes up new ids for what is asked of it anew. */
function digestOf({ raw }: ChatRequest): string {
  const text = raw.replaceAll(/call_[0-9a-f-]+/g, 'call');
  return createHash('sha256').update(text).digest('hex');
}
