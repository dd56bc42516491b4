/** The unusual signals that the evidence pass measured, as its rows hold them. Pure. */
import { z } from 'zod';
import type { Evidence } from '../../incidents/evidence.js';

/** What people ask for first. */
export const SIGNALS = ['errors', 'latency', 'saturation', 'requests'] as const;
export type SignalName = (typeof SIGNALS)[number];

/** What the evidence pass stores with an unusual signal; other rows about signals hold no points. */
export const SignalRow = z.object({
  signal: z.enum(SIGNALS),
  unit: z.enum(['per_second', 'ratio', 'seconds', 'number']),
  baseline: z.number().nullable(),
  current: z.number().nullable(),
  peak: z.number().nullable(),
  onset: z.number().nullable(),
  points: z.array(z.tuple([z.number(), z.number()])).min(2),
});
export type SignalRow = z.infer<typeof SignalRow>;

export interface Measured extends SignalRow {
  readonly id: string;
  readonly service: string;
  readonly statement: string;
}

/** Of a service's signal that was measured again, the newest. */
export function readSignals(evidence: readonly Evidence[]): readonly Measured[] {
  const newest = new Map<string, Measured>();
  for (const { id, kind, service, statement, data, isAnomalous } of evidence) {
    if (kind !== 'signal' || service === null || !isAnomalous) continue;
    const row = SignalRow.safeParse(data);
    if (row.success) newest.set(`${row.data.signal} ${service}`, { ...row.data, id, service, statement });
  }
  return [...newest.values()];
}
