/** `npm run eval`: scores the investigator, with a model or without; prints tables, then the result as one line of JSON. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PROMPT_VERSION } from '../../src/agent/system-prompt.js';
import { exitWith } from '../exit-with.js';
import { formatTable } from '../format-table.js';
import { readFlags, USAGE } from './flags.js';
import { writeMarkdown } from './report/markdown.js';
import { groupTable, overallTable } from './report/tables.js';
import { runEvals, type EvalsDone } from './run-evals.js';
import { scenarios } from './scenarios/index.js';
import { summarize } from './score/summary.js';
import { openShiftedDatabase } from './world/shifted-database.js';

async function main(args: readonly string[]): Promise<number> {
  if (args.includes('--help')) {
    process.stdout.write(USAGE);
    return 0;
  }
  const flags = readFlags(args, scenarios, process.env);
  if (flags.wantsList) {
    for (const { name, family, title } of scenarios) process.stdout.write(`${name}  (${family}) ${title}\n`);
    return 0;
  }
  const shifted = await openShiftedDatabase();
  const say = (sentence: string) => void process.stderr.write(`${sentence}\n`);
  let done: EvalsDone;
  try {
    done = await runEvals(flags, { scenarios, say, shifted });
  } finally {
    await shifted.close();
  }
  const summary = summarize(done.runs);
  const runs = Math.max(0, ...done.runs.map(({ run }) => run));
  const result = {
    suite: 'evals',
    model: done.model,
    promptVersion: PROMPT_VERSION,
    runs,
    scenarios: new Set(done.runs.map(({ scenario }) => scenario)).size,
    ...summary,
    failed: done.failed.length,
    drifted: done.drifted,
  };
  if (flags.out !== null) {
    const head = { model: done.model, runs, seed: done.seed, promptVersion: PROMPT_VERSION };
    await mkdir(flags.out, { recursive: true });
    await writeFile(join(flags.out, 'report.md'), writeMarkdown(head, done));
    await writeFile(
      join(flags.out, 'report.json'),
      `${JSON.stringify({ ...result, results: done.runs, problems: done.failed }, null, 2)}\n`,
    );
  }
  process.stdout.write(`${formatTable(groupTable(done.runs, 'scenario', ({ scenario }) => scenario))}\n\n`);
  process.stdout.write(`${formatTable(overallTable(summary))}\n\n${JSON.stringify(result, rounded)}\n`);
  return done.failed.length === 0 ? 0 : 1;
}

/** Four digits after the point say all there is to say. */
const rounded = (_key: string, value: unknown) =>
  typeof value === 'number' ? Number(value.toFixed(4)) : value;

await exitWith(main);
