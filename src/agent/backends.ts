/** Which of the agent's tools have something to ask. */
import type { Telemetry } from '../incidents/ports/telemetry.js';
import type { Backend } from '../../tools/tool.js';

export function backendsOf({ metricsSource, logSource, traceSource }: Telemetry): readonly Backend[] {
  return [
    ...(metricsSource ? (['metrics'] as const) : []),
    ...(logSource ? (['logs'] as const) : []),
    ...(traceSource ? (['traces'] as const) : []),
  ];
}
