/**
 * Starts one program that the operator put on the list. Program, template and environment are configuration; of an argument
 * the runbook gives a value that its rule allows.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { canonicalJson } from '../../src/shared/canonical-json.js';
import { UserInputError } from '../../src/shared/errors.js';
import {
  defineAction,
  type ActionCall,
  type ActionCommands,
  type CommandArguments,
  type NamedCommand,
} from './action.js';
import { readPreview } from './read-preview.js';

export const runCommand = defineAction({
  name: 'run_command',
  description: 'Starts one program from the list in firewatch.yaml.',
  input: z.strictObject({
    command: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'must be the name of a configured command')
      .describe('Name of an entry under actions.commands'),
    arguments: z
      .record(z.string(), z.union([z.string(), z.int()]).transform(String))
      .default({})
      .describe('A value for each argument of the command'),
  }),
  async plan({ command, arguments: args }, { commands, signal }) {
    const known = find(commands, command);
    const argv = commands.fill(command, args);
    const fingerprint = await commands.fingerprint(command, signal);
    const said = describeDryRun(await commands.dryRun(command, args, signal));
    return {
      effect: formatArgv(argv),
      target: {
        name: `${known.service} (${known.name})`,
        version: versionOf(known, [argv, fingerprint, said.version]),
      },
      dryRun: said.text,
      risk: known.risk,
      isReversible: known.isReversible,
      rollback: known.rollback,
      isIdempotent: known.isIdempotent,
      service: known.service,
      blastRadius: { replicas: null, capacityShare: null },
      undo: planUndo(commands, known, { args, targetVersion: said.version }),
    };
  },
  async execute({ command, arguments: args }, { commands, idempotencyKey, fence, report, signal }) {
    return { output: await commands.run(command, args, { idempotencyKey, fence, report, signal }) };
  },
  async check({ command, arguments: args }, { commands, signal }) {
    return commands.check(command, args, signal);
  },
});

function find(commands: ActionCommands, name: string): NamedCommand {
  const known = commands.describe(name);
  if (known) return known;
  throw new UserInputError(
    `No command named ${name} is configured under actions.commands in firewatch.yaml.`,
  );
}

function describeDryRun(printed: string | undefined): { text: string; version: string } {
  if (printed === undefined) return { text: 'This command has no dry run; nothing was tried.', version: '' };
  const { summary, version } = readPreview(printed);
  return { text: `The dry run says: ${summary === '' ? 'nothing.' : summary}`, version };
}

/** What the undo is given goes through the rules of its own command, also where the target said it. */
function planUndo(
  commands: ActionCommands,
  { undo }: NamedCommand,
  { args, targetVersion }: { args: CommandArguments; targetVersion: string },
): ActionCall | null {
  if (undo === null) return null;
  const filled = Object.fromEntries(
    Object.entries(undo.arguments).map(([key, value]) => {
      if (value === '{target.version}') return [key, targetVersion];
      const from = /^\{(\w+)\}$/.exec(value)?.[1];
      return [key, from === undefined ? value : (args[from] ?? '')];
    }),
  );
  const effect = formatArgv(commands.fill(undo.command, filled));
  return { action: 'run_command', arguments: { command: undo.command, arguments: filled }, effect };
}

/** One line; elements that could be read as several, or as none, stand between quotation marks. */
function formatArgv(argv: readonly string[]): string {
  return argv
    .map((element) => (/^[\w@%+=:,./-]+$/.test(element) ? element : JSON.stringify(element)))
    .join(' ');
}

/** Changes when the operator changes what the name means, when the program is another one, or the target. */
function versionOf({ name, service, cwd }: NamedCommand, found: readonly unknown[]): string {
  return createHash('sha256')
    .update(canonicalJson([name, service, cwd, ...found]))
    .digest('hex')
    .slice(0, 16);
}
