/** Programs that the operator listed, by name. Nothing else can be started, and there is no shell between. */
import type { ListedCall } from './listed.js';
import type { Reached, Run } from './run.js';

export interface ActionCommands {
  /** The configured command, or undefined when no such name is allowed. */
  describe(name: string): NamedCommand | undefined;
  /** What would be started: program and arguments. Throws UserInputError for arguments that the operator does not allow. */
  fill(name: string, args: CommandArguments): readonly string[];
  /** SHA-256 of the program as it is now, hex. */
  fingerprint(name: string, signal: AbortSignal): Promise<string>;
  /** What the dry run printed; undefined when none is configured. Changes nothing. */
  dryRun(name: string, args: CommandArguments, signal: AbortSignal): Promise<string | undefined>;
  /** Starts it once. Throws UpstreamError when it failed, UncertainOutcomeError when it was ended in the middle. */
  run(
    name: string,
    args: CommandArguments,
    options: Omit<Run, 'targetVersion'> & { signal: AbortSignal },
  ): Promise<string>;
  /** Undefined when no check is configured. Changes nothing. */
  check(name: string, args: CommandArguments, signal: AbortSignal): Promise<Reached | undefined>;
}

export type CommandArguments = Readonly<Record<string, string>>;

export interface NamedCommand extends ListedCall {
  /** Program and arguments; `{version}` in place of a whole element stands for the argument of that name. */
  readonly argv: readonly string[];
  readonly cwd: string;
  /** Another command, and its arguments: texts, `{version}` for what this one is given, `{target.version}` for what the dry run said. */
  readonly undo: { readonly command: string; readonly arguments: CommandArguments } | null;
}
