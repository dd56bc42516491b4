/** What a command template is, as the operator wrote it. */
import type { NamedCommand } from '../../../tools/actions/ports/commands.js';

/** What an argument may be. Whatever the rule says, no value is empty, begins with a dash or holds what cannot be seen. */
export type ArgumentRule =
  { readonly values: readonly string[] } | { readonly pattern: string; readonly maxLength: number };

export interface NamedCommandConfig extends NamedCommand {
  /** By name; each stands as `{name}` in place of a whole element of a template. */
  readonly rules: Readonly<Record<string, ArgumentRule>>;
  /** Says what `argv` would do, and changes nothing. */
  readonly dryRun?: readonly string[] | undefined;
  /** Ends with 0 when the target has come to what was wanted, with 1 while it has not. */
  readonly check?: readonly string[] | undefined;
  /** The whole environment beside PATH, LANG and what tells this run from others. Its values are cut out of outputs. */
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Of what it prints, the end that people read. */
  readonly maxOutputBytes: number;
}
