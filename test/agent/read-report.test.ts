import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ground } from '../../src/agent/grounding.js';
import { readReport, readReportFromText } from '../../src/agent/read-report.js';
import { Report } from '../../src/agent/report.js';

const REPORT: Report = {
  summary: 'checkout fails.',
  cause: { service: 'checkout', mechanism: 'A release.', confidence: 0.9, evidenceIds: ['E1'] },
  claims: [{ text: 'It fails.', evidenceIds: ['E1'] }],
  ruledOut: [],
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

  test('never throws and never lets anything but a report through', () => {
    const isSound = (reading: ReturnType<typeof readReport>) =>
      !reading.isOk || Report.safeParse(reading.report).success;
    const values = fc.check(fc.property(fc.jsonValue(), (value) => isSound(readReport(value))));
    const texts = fc.check(fc.property(fc.string(), (text) => isSound(readReportFromText(`{${text}}`))));

    expect([values.failed, texts.failed]).toEqual([false, false]);
  });
});

describe('grounding', () => {
  const grounds = { evidenceIds: new Set(['E1']), services: new Set(['checkout']) };

  test('keeps what rests on existing evidence', () => {
    expect(ground(REPORT, grounds)).toEqual(REPORT);
  });

  test('drops what rests on nothing', () => {
    const item = { cause: 'x', why: 'y', evidenceIds: ['E2'] };
    const { cause, claims, ruledOut } = ground(
      {
        ...REPORT,
        cause: { service: 'checkout', mechanism: 'm', confidence: 1, evidenceIds: [] },
        claims: [{ text: 'a', evidenceIds: ['E2'] }],
        ruledOut: [item, { ...item, evidenceIds: ['E2', 'E1'] }],
      },
      grounds,
    );

    expect({ cause, claims, ruledOut }).toEqual({
      cause: null,
      claims: [],
      ruledOut: [{ ...item, evidenceIds: ['E1'] }],
    });
  });

  test('does not name a service that nobody knows', () => {
    const cause = { service: '<!channel>', mechanism: 'm', confidence: 1, evidenceIds: ['E1'] };

    expect(ground({ ...REPORT, cause }, grounds).cause).toEqual({ ...cause, service: null });
  });
});
