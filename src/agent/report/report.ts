/** What an investigation answers, whoever wrote it: a model or the rules. We render it; its text is never posted raw. */
import { z } from 'zod';

const EvidenceIds = z
  .array(z.string().regex(/^E\d{1,4}$/))
  .max(12)
  .describe('Ids of the evidence this rests on, for example ["E3","E7"]');

export const Report = z.object({
  summary: z
    .string()
    .min(1)
    .max(600)
    .describe('What is going on, in one or two sentences a tired person understands'),
  cause: z
    .object({
      service: z.string().max(200).nullable().describe('The service where it started, by its catalogue name'),
      mechanism: z.string().min(1).max(400).describe('What broke and how it leads to the symptoms'),
      confidence: z.number().min(0).max(1).describe('0 = a guess, 1 = certain'),
      evidenceIds: EvidenceIds,
    })
    .nullable()
    .describe('The likely cause, or null when the evidence does not allow one to be named'),
  claims: z
    .array(z.object({ text: z.string().min(1).max(400), evidenceIds: EvidenceIds }))
    .max(8)
    .describe('What supports the cause, each with the evidence that shows it'),
  ruledOut: z
    .array(
      z.object({
        cause: z.string().min(1).max(200),
        why: z.string().min(1).max(300),
        evidenceIds: EvidenceIds,
      }),
    )
    .max(6)
    .describe('Causes considered and discarded'),
  missing: z.array(z.string().min(1).max(200)).max(6).describe('What could not be seen and would help'),
  nextSteps: z
    .array(z.string().min(1).max(300))
    .max(6)
    .describe('What a person should do next, most useful first'),
});
export type Report = z.infer<typeof Report>;

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
  readonly by: 'model' | 'rules';
  /** Model name when a model wrote it. */
  readonly model: string | null;
  /** For people, when something limited the analysis: "The model did not answer (timeout), so rules wrote this." */
  readonly note: string | null;
  readonly usage: Usage;
}
