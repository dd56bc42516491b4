/**
 * Fifty people click at once on each of a hundred proposals, over two bots that are real processes on one PostgreSQL. Counted
 * is what the endpoint of the fix was asked. Beside it, the same race at LangGraph's own approve and resume.
 */
import { raceBots } from '../approvals/race-bots.js';
import { raceLangGraph } from '../approvals/race-langgraph.js';
import { readFlags, whole } from '../flags.js';
import type { Suite } from '../suite.js';
import { requirePostgres, startTemporaryPostgres } from '../temporary-postgres.js';

const MOST = 1_000;

export const approvals: Suite = {
  async run({ flags, say }) {
    const { proposals, clicks } = readFlags(flags, {
      proposals: whole(100, { to: MOST }),
      clicks: whole(50, { to: MOST }),
    });
    const server = await startTemporaryPostgres(requirePostgres());
    try {
      say(`${proposals} proposals, ${clicks} clicks each, on two bots …`);
      const ours = await raceBots(server.url, { proposals, clicks });
      say('the same at LangGraph …');
      const theirs = await raceLangGraph(proposals, clicks);
      const rows = [
        ['Firewatch, two processes', sum(ours.runs), duplicates(ours.runs), ours.counted] as const,
        ['LangGraph, interrupt and resume', sum(theirs), duplicates(theirs), '–'] as const,
      ];
      return {
        table: {
          columns: ['of', 'executions', 'of these more than one per proposal', 'clicks that counted'],
          rows,
          notes: [
            `Slack sent ${ours.perBot.join(' and ')} envelopes to the two bots; ${ours.repeated} clicks came again as the same envelope.`,
            'LangGraph keeps its threads in memory here; each resume of a thread is a click.',
          ],
        },
        result: {
          proposals,
          clicks: ours.clicks,
          executions: sum(ours.runs),
          duplicates: duplicates(ours.runs),
          strangers: ours.strangers,
          counted: ours.counted,
          repeatedEnvelopes: ours.repeated,
          envelopesPerBot: ours.perBot,
          langgraph: { executions: sum(theirs), duplicates: duplicates(theirs) },
        },
      };
    } finally {
      await server.stop();
    }
  },
};

const sum = (runs: readonly number[]) => runs.reduce((total, count) => total + count, 0);
const duplicates = (runs: readonly number[]) => sum(runs.map((count) => Math.max(0, count - 1)));
