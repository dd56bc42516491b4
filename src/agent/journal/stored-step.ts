/** Whether what is stored as a step of a run is one: a damaged row must neither reach a model nor stop the run for ever. */
import { z } from 'zod';
import { STOP_REASONS } from '../limits.js';
import type { RunStep } from '../ports.js';

const Count = z.number().min(0);

const Step: z.ZodType<RunStep> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('start'), briefing: z.string(), promptVersion: z.string() }),
  z.object({
    kind: z.literal('model'),
    model: z.string(),
    answer: z.object({
      id: z.string().nullable(),
      text: z.string(),
      calls: z.array(
        z.object({
          id: z.string().nullable(),
          name: z.string(),
          args: z.record(z.string(), z.unknown()),
        }),
      ),
      isCut: z.boolean(),
      hurried: z.enum(STOP_REASONS).nullable(),
    }),
    requests: Count,
    inputTokens: Count,
    outputTokens: Count,
  }),
  z.object({
    kind: z.literal('tool'),
    name: z.string(),
    key: z.string(),
    answer: z.object({
      status: z.enum(['ok', 'no_data', 'refused', 'error']),
      text: z.string(),
      evidenceId: z.string().nullable(),
    }),
    proposed: z.array(z.string()),
  }),
]);

/** The value itself is used and no copy of it, whose keys would have another order: a prompt has to keep its bytes. */
export function isRunStep(stored: unknown): stored is RunStep {
  return Step.safeParse(stored).success;
}
