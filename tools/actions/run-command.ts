/**
 * Starts one program that the operator put on the list. Program, template and environment are configuration; of an argument
 * the runbook gives a value that its rule allows.
 */
import { z } from 'zod';
import { defineAction, type ActionCall } from './action.js';
import { nameFrom, requireListed } from './kit/names.js';
import { planAsListed } from './kit/plan-parts.js';
import { readPreview } from './kit/read-preview.js';
import { describeRestored, versionOf } from './kit/target-version.js';
import type { ActionCommands, CommandArguments, NamedCommand } from './ports/commands.js';
import type { Reached, RunSought } from './ports/run.js';

const COMMANDS = { of: 'command', key: 'actions.commands' };

const Input = z.strictObject({
  command: nameFrom(COMMANDS),
  arguments: z
    .record(z.string(), z.union([z.string(), z.int()]).transform(String))
    .default({})
    .describe('A value for each argument of the command'),
});

export const runCommand = defineAction({
  name: 'run_command',
  description: 'Starts one program from the list in firewatch.yaml.',
  input: Input,
  async plan({ command, arguments: args }, { commands, signal }) {
    const known = find(commands, command);
    const effect = formatArgv(commands.fill(command, args));
    const said = describeDryRun(await commands.dryRun(command, args, signal));
    return {
      effect,
      target: {
        name: `${known.service} (${known.name})`,
        version: await findVersion(known, args, { commands, signal, said: said.version }),
      },
      dryRun: said.text,
      ...planAsListed(known),
      undo: planUndo(commands, known, { args, targetVersion: said.version }),
    };
  },
  async execute({ command, arguments: args }, { commands, idempotencyKey, fence, report, signal }) {
    return { output: await commands.run(command, args, { idempotencyKey, fence, report, signal }) };
  },
  async check({ command, arguments: args }, { commands, signal, sought }) {
    const told = await commands.check(command, args, signal);
    return told ?? readRestored(sought?.restores, { commands, signal });
  },
});

/** A command was taken back when its own dry run finds the target that it found before. Undefined where that names no version. */
async function readRestored(
  fix: RunSought['restores'],
  { commands, signal }: { commands: ActionCommands; signal: AbortSignal },
): Promise<Reached | undefined> {
  const before = fix && Input.safeParse(fix.arguments).data;
  const known = before && commands.describe(before.command);
  if (!known) return undefined;
  const printed = await commands.dryRun(known.name, before.arguments, signal);
  const { text, version } = describeDryRun(printed);
  if (version === '') return undefined;
  const now = await findVersion(known, before.arguments, { commands, signal, said: version });
  return describeRestored(now === fix.targetVersion, { name: known.name, version, text });
}

function find(commands: ActionCommands, name: string): NamedCommand {
  return requireListed(commands.describe(name), COMMANDS, name);
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
async function findVersion(
  { name, service, cwd }: NamedCommand,
  args: CommandArguments,
  { commands, signal, said }: { commands: ActionCommands; signal: AbortSignal; said: string },
): Promise<string> {
  const argv = commands.fill(name, args);
  return versionOf([name, service, cwd, argv, await commands.fingerprint(name, signal), said]);
}
