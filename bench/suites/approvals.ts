/**
 * Fifty people click at once on each of a hundred proposals, over two replicas with one PostgreSQL, and both replicas run
 * what was approved. Counted is what reaches the target. Beside it, the same race at LangGraph's own approve and resume.
 */
import { UserInputError } from '../../src/shared/errors.js';
import { policyWith } from '../../test/helpers/approvals.js';
import { ALICE, measured, verify } from '../../test/helpers/workflow-deps.js';
import {
  click,
  openIncident,
  openReplicas,
  propose,
  resolve,
  runOnBoth,
} from '../approval-refusals/world.js';
import { raceLangGraph } from '../approvals/race-langgraph.js';
import type { Suite } from '../suite.js';
import { findPostgres, startTemporaryPostgres } from '../temporary-postgres.js';

const PROPOSALS = 100;
const CLICKS = 50;

export const approvals: Suite = {
  name: 'approvals',
  description: `${CLICKS} clicks at once on each of ${PROPOSALS} proposals over two replicas with one PostgreSQL`,
  async run({ flags, say }) {
    if (flags.length > 0) throw new UserInputError('approvals takes no flags.');
    const binaries = findPostgres();
    if (binaries === undefined)
      throw new UserInputError('PostgreSQL is not installed; install it with "apt-get install postgresql".');
    const server = await startTemporaryPostgres(binaries);
    try {
      say(`${PROPOSALS} proposals, ${CLICKS} clicks each …`);
      const ours = await raceReplicas(server.url);
      say('the same at LangGraph …');
      const theirs = await raceLangGraph(PROPOSALS, CLICKS);
      const rows = [
        ['Firewatch', ours.runs, ours.counted] as const,
        ['LangGraph, interrupt and resume', theirs, null] as const,
      ].map(([name, runs, counted]) => [name, sum(runs), duplicates(runs), counted ?? '–']);
      return {
        table: {
          columns: ['of', 'executions', 'of these more than one per proposal', 'clicks that counted'],
          rows,
          notes: ['LangGraph keeps its threads in memory here; each resume of a thread is a click.'],
        },
        result: {
          proposals: PROPOSALS,
          clicks: PROPOSALS * CLICKS,
          executions: sum(ours.runs),
          duplicates: duplicates(ours.runs),
          langgraph: { executions: sum(theirs), duplicates: duplicates(theirs) },
        },
      };
    } finally {
      await server.stop();
    }
  },
};

async function raceReplicas(url: string): Promise<{ runs: readonly number[]; counted: number }> {
  const replicas = await openReplicas(url);
  try {
    const pair = replicas.restart();
    for (const { state } of pair) {
      state.policy = policyWith();
      state.answer = measured(0);
    }
    const [first] = pair;
    const runs: number[] = [];
    let counted = 0;
    for (let proposal = 0; proposal < PROPOSALS; proposal += 1) {
      const incident = await openIncident(first);
      const id = await propose(first, incident);
      const answers = await Promise.all(
        Array.from({ length: CLICKS }, (_, index) => click(pair[index % 2 === 0 ? 0 : 1], id, ALICE)),
      );
      counted += answers.filter(({ status }) => status === 'approved').length;
      await Promise.all([runOnBoth(pair, id), runOnBoth(pair, id)]);
      const isIt = ({ idempotencyKey }: { idempotencyKey: string }) => idempotencyKey === id;
      runs.push(pair.flatMap(({ calls }) => calls).filter(isIt).length);
      await verify(first, id);
      await resolve(first, incident);
    }
    return { runs, counted };
  } finally {
    await replicas.close();
  }
}

const sum = (runs: readonly number[]) => runs.reduce((total, count) => total + count, 0);
const duplicates = (runs: readonly number[]) => sum(runs.map((count) => Math.max(0, count - 1)));
