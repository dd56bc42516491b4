import { describe, expect, test } from '@jest/globals';
import type { InvestigationInput } from '../../../src/agent/investigate.js';
import { Report } from '../../../src/agent/report/report.js';
import { createToolRunner } from '../../../src/agent/tool-runner.js';
import { investigateByRules } from '../../../src/agent/without-llm/investigate-by-rules.js';
import type { Evidence } from '../../../src/incidents/evidence.js';
import { silentLogger } from '../../../src/observability/logger.js';
import { tools } from '../../../tools/index.js';
import type { ProposalAnswer } from '../../../tools/tool.js';
import {
  DIAGNOSED,
  evidenceStore,
  investigationInput,
  OBSERVATIONS,
  SUSPECTS,
} from '../../helpers/checkout-evidence.js';
import { toolContext } from '../../helpers/checkout-incident.js';

async function byRules(overrides: Partial<InvestigationInput> = {}, answer?: ProposalAnswer) {
  const store = evidenceStore(OBSERVATIONS);
  const context = toolContext(answer ? { answer } : {});
  const runner = createToolRunner({
    tools,
    backends: [],
    context,
    maxCalls: 1,
    recordEvidence: store.recordEvidence,
    log: silentLogger(),
  });
  const report = await investigateByRules(investigationInput(store, { context, ...overrides }), runner);
  expect(Report.safeParse(report).success).toBe(true);
  return { report, context };
}

const [release, pool] = DIAGNOSED;
const [checkout, payments] = SUSPECTS;
if (!release || !pool || !checkout || !payments) throw new Error('the fixture has two of each');

describe('the rule-based investigator', () => {
  test('names the top suspect, cites evidence and proposes the applicable step', async () => {
    const { report, context } = await byRules();

    expect(report).toMatchInlineSnapshot(`
      {
        "cause": {
          "component": null,
          "confidence": 0.82,
          "evidenceIds": [
            "E1",
            "E2",
            "E4",
          ],
          "mechanism": "The newest release of checkout fails. Its errors began first.",
          "service": "checkout",
        },
        "claims": [
          {
            "evidenceIds": [
              "E1",
            ],
            "text": "Failing share of checkout rose from 0.1 % to 41 % at 03:12:04.",
          },
          {
            "evidenceIds": [
              "E2",
            ],
            "text": "checkout was released as 1.4.2 20 s before the errors began.",
          },
          {
            "evidenceIds": [
              "E4",
            ],
            "text": "41 % of checkout's requests fail (> 5 %).",
          },
        ],
        "hypotheses": [
          {
            "cause": "checkout as the origin",
            "contradicts": [],
            "status": "likely",
            "supports": [
              "E1",
              "E2",
              "E4",
            ],
            "why": "its errors began first; released 20 s before",
          },
          {
            "cause": "payments as the origin",
            "contradicts": [],
            "status": "possible",
            "supports": [
              "E3",
            ],
            "why": "less likely; what speaks for it: checkout depends on it",
          },
          {
            "cause": "Connection pool exhausted (checkout)",
            "contradicts": [
              "E5",
            ],
            "status": "ruled out",
            "supports": [],
            "why": "Nobody waits for a connection in checkout (0, not > 5).",
          },
        ],
        "missing": [
          "The metrics of search could not be read: prometheus answered 503.",
        ],
        "nextSteps": [
          "Follow the runbook “Bad release” (bad-release).",
        ],
        "summary": "HighErrorRate fires on checkout. It most likely started in checkout at 03:12:04 UTC.",
      }
    `);
    expect(context.proposed).toEqual([
      {
        runbookId: 'bad-release',
        step: 1,
        service: 'checkout',
        rationale: 'Every check of the runbook “Bad release” holds for checkout.',
        evidenceIds: ['E1', 'E2', 'E4'],
      },
    ]);
  });

  test('says that it cannot determine a cause when nothing is abnormal', async () => {
    const { report, context } = await byRules({ suspects: [] });

    expect(report).toMatchInlineSnapshot(`
      {
        "cause": null,
        "claims": [],
        "hypotheses": [],
        "missing": [
          "The metrics of search could not be read: prometheus answered 503.",
        ],
        "nextSteps": [
          "Follow the runbook “Bad release” (bad-release).",
          "Ask the owner of checkout what users see and what changed.",
        ],
        "summary": "HighErrorRate fires on checkout. No signal that was looked at is unusual.",
      }
    `);
    expect(context.proposed).toEqual([]);
  });

  test('names no cause without evidence for it', async () => {
    const { report } = await byRules({
      suspects: [{ ...checkout, observations: [] }],
      runbooks: [],
    });

    expect(report.cause).toBeNull();
  });

  test.each<[string, Partial<InvestigationInput>]>([
    [
      'one of its checks does not hold',
      { runbooks: [{ ...release, checks: [...release.checks, ...pool.checks] }] },
    ],
    [
      'one of its checks is unknown',
      { runbooks: [{ ...release, checks: release.checks.map((c) => ({ ...c, holds: null })) }] },
    ],
    ['it has no checks', { runbooks: [{ ...release, checks: [] }] }],
    ['it was checked for another service', { runbooks: [{ ...release, service: 'payments' }] }],
    ['no step applies now', { runbooks: [{ ...release, applicableSteps: [] }] }],
    ['the suspicion is weak', { suspects: [{ ...checkout, confidence: 0.3 }] }],
  ])('proposes nothing from a runbook when %s', async (_name, overrides) => {
    const { context, report } = await byRules(overrides);

    expect(context.proposed).toEqual([]);
    expect(report.cause?.service).toBe('checkout');
    expect(report.nextSteps.length).toBeGreaterThan(0);
  });

  test('advises no runbook that its own checks have ruled out', async () => {
    const failed = release.checks.map((check) => ({ ...check, holds: false }));
    const { report } = await byRules({ runbooks: [{ ...release, checks: failed }, pool] });

    expect(report.hypotheses.map(({ cause }) => cause)).toContain('Bad release (checkout)');
    expect(report.nextSteps).toEqual(['Look at the newest changes and the saturation of checkout.']);
  });

  test('says of a runbook that only shares a few words that none is known to fit', async () => {
    const guess = { ...release, isSure: false, checks: [] };
    const { report } = await byRules({ runbooks: [guess] });
    const { report: blind } = await byRules({ suspects: [], runbooks: [guess] });

    const advice = 'No runbook is known to fit; the nearest is “Bad release” (bad-release).';
    expect(report.nextSteps[0]).toBe(advice);
    expect(blind.nextSteps[0]).toBe(advice);
  });

  test('advises what names the alert before what only shares words with it, though its check found no data', async () => {
    const guess = { ...pool, isSure: false, checks: [] };
    const unseen = release.checks.map((check) => ({ ...check, holds: false, outcome: 'no_data' as const }));
    const named = { ...release, isSure: true, checks: unseen };
    const { report } = await byRules({ runbooks: [guess, named] });
    const { report: blind } = await byRules({ suspects: [], runbooks: [guess, named] });

    const advice = 'Follow the runbook “Bad release” (bad-release).';
    expect(report.nextSteps[0]).toBe(advice);
    expect(blind.nextSteps[0]).toBe(advice);
    expect(report.cause?.mechanism).toContain("No runbook's checks all hold.");
  });

  test('advises what ended the incident most like this one, unless it does already', async () => {
    const evidence = evidenceStore(OBSERVATIONS).stored;
    const past = (fix: string | null): Evidence => ({
      ...evidence[0]!,
      id: 'E9',
      kind: 'similar',
      data: { number: 7, startedAt: '2026-11-01T03:00:00Z', reasons: [], cause: null, fix, thread: null },
      isAnomalous: false,
    });
    const refused = { status: 'refused', reason: 'No change lately.' } as const;
    const stepsAfter = async (fix: string | null) =>
      (await byRules({ evidence: [...evidence, past(fix)] }, refused)).report.nextSteps.join(' ');

    expect(await stepsAfter('Recycle the pool')).toContain(
      'See whether what ended INC-7 helps here, too: Recycle the pool.',
    );
    expect(await stepsAfter(null)).not.toContain('INC-7');
    expect(await stepsAfter('Roll back to the previous release')).not.toContain('INC-7');
  });

  test('does not distract from a proposed fix with what ended another incident', async () => {
    const evidence = evidenceStore(OBSERVATIONS).stored;
    const data = { number: 7, startedAt: '2026-11-01T03:00:00Z', reasons: [], cause: null, thread: null };
    const past: Evidence = {
      ...evidence[0]!,
      id: 'E9',
      kind: 'similar',
      data: { ...data, fix: 'Recycle the pool' },
      isAnomalous: false,
    };
    const { report, context } = await byRules({ evidence: [...evidence, past] });

    expect(context.proposed).toHaveLength(1);
    expect(report.nextSteps.join(' ')).not.toContain('INC-7');
  });

  test('a refused proposal is not announced', async () => {
    const { report } = await byRules({}, { status: 'refused', reason: 'No change lately.' });

    expect(report.nextSteps[0]).toBe('Follow the runbook “Bad release” (bad-release).');
  });

  describe('when a service behind the first suspect has a runbook whose checks all hold', () => {
    const behind = { ...payments, confidence: 0.25, onset: checkout.onset, observations: [0] };
    const fits = { ...release, service: 'payments' };

    test('names that service: the one in front waits for it', async () => {
      const { report, context } = await byRules({ suspects: [checkout, behind], runbooks: [release, fits] });

      expect(report.cause).toMatchObject({ service: 'payments', confidence: 1 });
      expect(context.proposed).toMatchObject([{ service: 'payments' }]);
      expect(report.hypotheses.map(({ cause, status }) => [cause, status])).toEqual(
        expect.arrayContaining([
          ['payments as the origin', 'likely'],
          ['checkout as the origin', 'possible'],
        ]),
      );
    });

    test.each([
      ['its trouble is younger', { suspects: [checkout, { ...behind, onset: (checkout.onset ?? 0) + 300 }] }],
      ['it is not known when its trouble began', { suspects: [checkout, { ...behind, onset: null }] }],
      [
        'a check fails',
        { runbooks: [release, { ...fits, checks: fits.checks.map((c) => ({ ...c, holds: false })) }] },
      ],
      [
        'it is in front and not behind',
        {
          suspects: [checkout, { ...behind, service: 'web' }],
          runbooks: [release, { ...fits, service: 'web' }],
        },
      ],
    ])('keeps the first suspect when %s', async (_name, overrides) => {
      const { report } = await byRules({
        suspects: [checkout, behind],
        runbooks: [release, fits],
        ...overrides,
      });

      expect(report.cause?.service).toBe('checkout');
    });
  });

  test('names nobody when the likeliest is hardly suspected', async () => {
    const { report, context } = await byRules({ suspects: [{ ...checkout, confidence: 0.06 }] });

    expect(report.cause).toBeNull();
    expect(report.summary).toBe(
      'HighErrorRate fires on checkout. Nothing that was seen points clearly at one service.',
    );
    expect(context.proposed).toEqual([]);
  });

  test('says who suffers when the cause is elsewhere', async () => {
    const { report } = await byRules({ suspects: [{ ...payments, confidence: 0.7 }] });

    expect(report.summary).toBe('HighErrorRate fires on checkout. It most likely started in payments.');
  });

  test('proposes nothing while what the suspect calls is nearly as likely: it may only wait', async () => {
    const behind = { ...payments, onset: checkout.onset, confidence: 0.6 };

    const disputed = await byRules({ suspects: [{ ...checkout, confidence: 0.7 }, behind] });
    expect(disputed.report.cause?.service).toBe('checkout');
    expect(disputed.context.proposed).toEqual([]);

    const clear = await byRules({
      suspects: [
        { ...checkout, confidence: 0.7 },
        { ...behind, confidence: 0.2 },
      ],
    });
    expect(clear.context.proposed).toHaveLength(1);
  });

  test('names the part that the checks of the runbook are about', async () => {
    const holding = { ...pool, checks: pool.checks.map((check) => ({ ...check, holds: true })) };

    const { report } = await byRules({ runbooks: [holding] });

    expect(report.cause?.component).toBe('pool');
  });

  test.each([
    ['flag', 'configuration'],
    ['deploy', null],
  ])('names what a %s changed where no runbook fits: %s', async (kind, component) => {
    const observed = OBSERVATIONS.map((item) =>
      item.kind === 'change' ? { ...item, data: { kind } } : item,
    );
    const store = evidenceStore(observed);

    const { report } = await byRules({ runbooks: [], evidence: store.stored });

    expect(report.cause?.component).toBe(component);
  });
});
