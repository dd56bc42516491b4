/** What an investigation answers, whoever wrote it: a model or the rules. We render it; its text is never posted raw. */
import { z } from 'zod';
import type { Verification } from './verify/verification.js';

const EvidenceIds = z.array(z.string().regex(/^E\d{1,4}$/)).max(12);

/** What became of a possible cause: the report's own, one that is still open, one that the evidence speaks against. */
const HYPOTHESIS_STATUSES = ['likely', 'possible', 'ruled out'] as const;

export const Report = z.object({
  summary: z.string().min(1).max(600).describe('What is going on, in one or two sentences'),
  cause: z
    .object({
      service: z.string().max(200).nullable().describe('Where it started, by its catalogue name'),
      component: z
        .string()
        .max(200)
        .nullable()
        .describe('The part of it: a pod, table, pool, flag or release; null when not known'),
      mechanism: z.string().min(1).max(400).describe('What broke and how it leads to the symptoms'),
      confidence: z.number().min(0).max(1).describe('0 = a guess, 1 = certain'),
      evidenceIds: EvidenceIds.describe('The evidence that shows it, for example ["E3","E7"]'),
    })
    .nullable()
    .describe('The likely cause; null when the evidence does not allow one to be named'),
  hypotheses: z
    .array(
      z.object({
        cause: z.string().min(1).max(200),
        status: z.enum(HYPOTHESIS_STATUSES),
        why: z.string().min(1).max(300).describe('What decides it'),
        supports: EvidenceIds.describe('Evidence for it'),
        contradicts: EvidenceIds.describe('Evidence against it'),
      }),
    )
    .max(6)
    .describe('Every cause that was considered, the ruled-out ones too'),
  claims: z
    .array(z.object({ text: z.string().min(1).max(400), evidenceIds: EvidenceIds }))
    .max(8)
    .describe('What supports the cause, each with the evidence that shows it'),
  missing: z.array(z.string().min(1).max(200)).max(6).describe('What could not be seen and would help'),
  nextSteps: z
    .array(z.string().min(1).max(300))
    .max(6)
    .describe('What to do, most useful first. The thread asks for approvals by itself: do not repeat them'),
});
export type Report = z.infer<typeof Report>;
export type Hypothesis = Report['hypotheses'][number];

/** Causes that are not the report's own, in its order: less likely ones and those that the evidence rules out. */
export function otherCauses({ hypotheses }: Pick<Report, 'hypotheses'>): readonly Hypothesis[] {
  return hypotheses.filter(({ status }) => status !== 'likely');
}

/** The evidence that decides about a hypothesis, what speaks against it first where it is ruled out. */
export function decidedBy({ status, supports, contradicts }: Hypothesis): readonly string[] {
  const ids = status === 'ruled out' ? [...contradicts, ...supports] : [...supports, ...contradicts];
  return [...new Set(ids)];
}

/** What the investigation cost. */
export interface Usage {
  readonly modelCalls: number;
  readonly toolCalls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly durationMs: number;
}

/** A report with its author and price. */
export interface Analysis {
  readonly report: Report;
  /** Ids of what was proposed on the way, through the tool for it; a report cannot propose by itself. */
  readonly proposals: readonly string[];
  /** What holding the report against the data has shown; null for one that was stored before this was done. */
  readonly verification: Verification | null;
  readonly by: 'model' | 'rules';
  /** Model name when a model wrote it. */
  readonly model: string | null;
  /** Of the prompt, or of the rules when they wrote it; null for one that was stored before this was recorded. */
  readonly promptVersion: string | null;
  /** For people, when something limited the analysis: "The model did not answer (timeout), so rules wrote this." */
  readonly note: string | null;
  readonly usage: Usage;
}
