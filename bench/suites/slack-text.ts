/**
 * Hostile text through everything that Firewatch shows in Slack: nothing may come to life, hide or reorder, and Slack must
 * take every message. Judged by rules of its own, written from Slack's documentation and apart from the escaping.
 */
import { readFlags, whole } from '../flags.js';
import { BUILDERS } from '../slack-text/builders.js';
import { hostilePayloads } from '../slack-text/payloads.js';
import { runHostileText } from '../slack-text/run.js';
import type { Suite } from '../suite.js';

export const slackText: Suite = {
  run: async ({ flags, say }) => {
    const { every } = readFlags(flags, { every: whole(1) });
    const payloads = hostilePayloads(every);
    say(`${payloads.length} payloads through ${BUILDERS.length} builders …`);
    const { byBuilder, examples, ...result } = runHostileText(BUILDERS, payloads);
    return Promise.resolve({
      table: {
        columns: ['builder', 'renders', 'live', 'hidden', 'refused'],
        rows: byBuilder.map(({ builder, renders, live, hidden, schema }) => [
          builder,
          renders,
          live,
          hidden,
          schema,
        ]),
        notes: examples,
      },
      result,
    });
  },
};
