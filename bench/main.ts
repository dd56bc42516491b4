/** `npm run bench -- <suite>`: runs one benchmark; prints a table, then its result as one line of JSON. */
import { availableParallelism } from 'node:os';
import { UserInputError } from '../src/shared/errors.js';
import { exitWith } from './exit-with.js';
import { formatTable } from './format-table.js';
import { suites } from './suites/index.js';

const list = suites.map(({ name, description }) => `  ${name}  ${description}`).join('\n');
const USAGE = `npm run bench -- list
npm run bench -- <suite> [--data DIR] [flags of the suite]

${list}
`;

async function main(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === '--help' || name === 'help') {
    process.stderr.write(USAGE);
    return name === undefined ? 2 : 0;
  }
  if (name === 'list') {
    process.stdout.write(`${list}\n`);
    return 0;
  }
  const suite = suites.find((candidate) => candidate.name === name);
  if (!suite) {
    process.stderr.write(`There is no suite named ${name}. There are:\n${list}\n`);
    return 2;
  }
  const { data, flags } = takeData(rest);
  const say = (sentence: string) => void process.stderr.write(`${sentence}\n`);
  const { table, result } = await (await suite.load()).run({ data, flags, say });
  const machine = { node: process.version, cores: availableParallelism() };
  process.stdout.write(`${suite.name} on Node ${machine.node}, ${machine.cores} cores\n\n`);
  process.stdout.write(`${formatTable(table)}\n\n`);
  process.stdout.write(`${JSON.stringify({ suite: suite.name, ...result, machine })}\n`);
  return 0;
}

/** `--data DIR` belongs to every suite; the rest is the suite's own. */
function takeData(args: readonly string[]): { data: string | null; flags: readonly string[] } {
  const flags = [...args];
  const index = flags.findIndex((flag) => flag === '--data' || flag.startsWith('--data='));
  if (index === -1) return { data: null, flags };
  const isSplit = flags[index] === '--data';
  const [flag = '', value = ''] = flags.splice(index, isSplit ? 2 : 1);
  const data = isSplit ? value : flag.slice('--data='.length);
  if (data === '') throw new UserInputError('--data needs a folder.');
  return { data, flags };
}

await exitWith(main);
