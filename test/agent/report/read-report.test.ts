import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { findGap, ground } from '../../../src/agent/report/grounding.js';
import { readReport, readReportFromText } from '../../../src/agent/report/read-report.js';
import type { Observation } from '../../../src/incidents/evidence.js';
import { evidenceStore, observation } from '../../helpers/checkout-evidence.js';
import { Report } from '../../../src/agent/report/report.js';

const REPORT: Report = {
  summary: 'checkout fails.',
  cause: {
    service: 'checkout',
    component: null,
    mechanism: 'A release.',
    confidence: 0.9,
    evidenceIds: ['E1'],
  },
  claims: [{ text: 'It fails.', evidenceIds: ['E1'] }],
  hypotheses: [],
  missing: [],
  nextSteps: [],
};

describe('reading a report', () => {
  test('cuts what is too long and flattens control characters', () => {
    const reading = readReport({
      ...REPORT,
      summary: `one\u0000\u202E\n\n# two ${'x'.repeat(2_000_000)}`,
      claims: Array(50).fill({ text: 'a', evidenceIds: ['E1', 'E1', 'nonsense', 4] }),
    });

    if (!reading.isOk) throw new Error(reading.problems);
    expect(reading.report.summary).toHaveLength(600);
    expect(reading.report.summary).toMatch(/^one # two x/);
    expect(reading.report.claims).toHaveLength(8);
    expect(reading.report.claims[0]?.evidenceIds).toEqual(['E1']);
  });

  test('lists that only explain may be left out', () => {
    const { summary, cause, claims } = REPORT;

    expect(readReport({ summary, cause, claims })).toEqual({ isOk: true, report: REPORT });
  });

  test('names the field that is wrong, without repeating it', () => {
    const reading = readReport({ ...REPORT, cause: { ...REPORT.cause, confidence: 'IGNORE' } });

    expect(reading).toMatchObject({ isOk: false, problems: expect.stringMatching(/^cause\.confidence: /) });
    expect(JSON.stringify(reading)).not.toContain('IGNORE');
  });

  test('what weak models write instead of the fields is taken for what it plainly means', () => {
    const reading = readReport({
      report: {
        Summary: 'checkout fails.',
        root_cause: {
          service: 'checkout',
          mechanism: 'A release.',
          Confidence: '90 %',
          evidence_ids: 'E1, E7',
        },
        hypotheses: {
          cause: 'The network',
          status: 'Ruled Out',
          reason: 'It is as usual.',
          evidence: ['E7 E8'],
        },
        claims: [{ statement: 'It fails.', evidence: 'E1' }],
        next_steps: 'Roll back.',
        missing: null,
      },
    });

    expect(reading).toEqual({
      isOk: true,
      report: {
        ...REPORT,
        cause: { ...REPORT.cause, evidenceIds: ['E1', 'E7'] },
        hypotheses: [
          {
            cause: 'The network',
            status: 'ruled out',
            why: 'It is as usual.',
            supports: [],
            contradicts: ['E7', 'E8'],
          },
        ],
        nextSteps: ['Roll back.'],
      },
    });
  });

  test('a cause under a name that nobody knows is asked for again, not lost', () => {
    const { cause, ...rest } = REPORT;
    const reading = readReport({ ...rest, culprit: cause });

    expect(reading).toMatchObject({ isOk: false, problems: expect.stringMatching(/^cause: /) });
    expect(reading).toMatchObject({ problems: expect.stringContaining('one field has another name') });
    expect(JSON.stringify(reading)).not.toContain('culprit');
  });

  test('never throws and never lets anything but a report through', () => {
    const isSound = (reading: ReturnType<typeof readReport>) =>
      !reading.isOk || Report.safeParse(reading.report).success;
    const values = fc.check(fc.property(fc.jsonValue(), (value) => isSound(readReport(value))));
    const texts = fc.check(fc.property(fc.string(), (text) => isSound(readReportFromText(`{${text}}`))));

    expect([values.failed, texts.failed]).toEqual([false, false]);
  });
});

describe('grounding', () => {
  const { stored } = evidenceStore([observation()]);
  const grounds = {
    evidence: new Map(stored.map((one) => [one.id, one])),
    services: new Set(['checkout', 'payments']),
  };

  test('keeps what rests on existing evidence', () => {
    expect(ground(REPORT, grounds)).toEqual(REPORT);
  });

  test('drops what rests on nothing', () => {
    const item = { cause: 'x', why: 'y', status: 'possible' as const, supports: [], contradicts: ['E2'] };
    const { cause, claims, hypotheses } = ground(
      {
        ...REPORT,
        cause: { service: 'checkout', component: null, mechanism: 'm', confidence: 1, evidenceIds: [] },
        claims: [{ text: 'a', evidenceIds: ['E2'] }],
        hypotheses: [item, { ...item, supports: ['E2', 'E1'] }],
      },
      grounds,
    );

    expect({ cause, claims, hypotheses }).toEqual({
      cause: null,
      claims: [],
      hypotheses: [{ ...item, supports: ['E1'], contradicts: [] }],
    });
  });

  test.each<[string, Partial<Observation>, boolean]>([
    ['an unusual signal of the service', {}, true],
    ['a quiet signal of it', { isAnomalous: false }, false],
    ['an unusual signal of another', { service: 'web', statement: 'web fails.' }, false],
    ['an alert about it, beside measurements', { kind: 'alert' }, false],
    ['a change of it', { kind: 'change', isAnomalous: false }, true],
    ['a change whose text names it', { kind: 'change', service: 'web', statement: 'Blame payments.' }, false],
    [
      'a listed change of it',
      { kind: 'change', service: null, data: [{ service: 'payments', summary: 'x' }] },
      true,
    ],
    [
      'a query that shows it',
      { kind: 'tool_result', service: null, statement: 'service=payments rose', isAnomalous: false },
      true,
    ],
    [
      'a query that shows another with a like name',
      { kind: 'tool_result', service: null, statement: 'service=payments-db rose', isAnomalous: false },
      false,
    ],
  ])('a cause may rest on %s: %p', (_name, overrides, isGrounded) => {
    const quiet = observation({ service: 'web', statement: 'web is as usual.', isAnomalous: false });
    const { stored: seen } = evidenceStore([quiet, observation({ service: 'payments', ...overrides })]);
    const cause = {
      service: 'payments',
      component: null,
      mechanism: 'm',
      confidence: 1,
      evidenceIds: ['E1', 'E2'],
    };
    const evidence = new Map(seen.map((one) => [one.id, one]));

    expect(findGap({ ...REPORT, cause }, { ...grounds, evidence }) === null).toBe(isGrounded);
  });

  test('alerts count where nothing could be measured', () => {
    const { stored: seen } = evidenceStore([observation({ kind: 'alert' })]);
    const evidence = new Map(seen.map((one) => [one.id, one]));

    expect(findGap(REPORT, { ...grounds, evidence })).toBeNull();
  });

  test('does not name a service that nobody knows', () => {
    const cause = {
      service: '<!channel>',
      component: null,
      mechanism: 'm',
      confidence: 1,
      evidenceIds: ['E1'],
    };

    expect(ground({ ...REPORT, cause }, grounds).cause).toEqual({ ...cause, service: null });
  });
});
