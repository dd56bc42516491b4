import { z } from 'zod';
import { defineReadingTool } from '../reading-tool.js';

const MAX_DAYS = 365;

export const getStats = defineReadingTool({
  name: 'get_stats',
  description:
    'How incidents went over some days: how many, how long until they were acknowledged, mitigated and resolved, what became of fixes, what people said of analyses. Numbers only; each says on how many cases it rests.',
  input: {
    days: z
      .number()
      .int()
      .min(1)
      .max(MAX_DAYS)
      .default(7)
      .describe(`How many days back from now, up to ${MAX_DAYS}`),
  },
  async read({ days }, reading) {
    const { from, to, opened, bySeverity, toAcknowledge, toMitigate, toResolve, resolved, fixes, feedback } =
      await reading.readStats(days);
    // Private incidents count; so nothing here may name a service or an alert.
    return {
      subject: null,
      answer: {
        days,
        from,
        to,
        opened,
        bySeverity,
        toAcknowledge,
        toMitigate,
        toResolve,
        resolved,
        fixes,
        feedback,
      },
    };
  },
});
