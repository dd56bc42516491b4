/**
 * The programs that remediation may start: those the operator listed, and nothing else. A run is made at most once: it is
 * never repeated here, and when it is unclear how far it came, the error says so.
 */
import { ConfigError, UncertainOutcomeError, UpstreamError, UserInputError } from '../../shared/errors.js';
import type { ActionCommands } from '../../../tools/actions/ports/commands.js';
import { inSeconds } from '../http.js';
import { findExecutableFault, fingerprintFile } from './executable.js';
import { fillTemplate } from './fill-template.js';
import { runProcess, type ProcessOutcome } from './run-process.js';
import type { NamedCommandConfig } from './settings.js';
import { lastLine, showOutput } from './show-output.js';

export interface NamedCommandsOptions {
  readonly commands: readonly NamedCommandConfig[];
  /** Replaces secrets in what a program printed. May throw; then nothing of it is shown. */
  readonly redact: (text: string) => string;
}

/** Where programs find others. Ours is not given on: whoever can write into a part of it could choose what runs. */
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
/** A look precedes each decision of a person, who waits for it. */
const LOOK_TIMEOUT_MS = 10_000;
/** In multiples of what is shown, so that no secret is cut in two and shown in part. */
const READ_FACTOR = 2;
const MAX_QUOTE_LENGTH = 300;

/** How a program ended, and what it printed, for people. */
type Ended = { readonly code: number; readonly text: string };

/** @throws ConfigError for a program that is not there, or that others could have replaced. */
export function createNamedCommands({ commands, redact }: NamedCommandsOptions): ActionCommands {
  const byName = new Map(commands.map((command) => [command.name, command]));
  for (const command of commands) {
    const fault = faultOf(command);
    if (fault) throw new ConfigError(`The command ${command.name} cannot be used: ${fault}.`);
  }

  function get(name: string): NamedCommandConfig {
    const command = byName.get(name);
    if (command) return command;
    throw new UserInputError(
      `No command named ${name} is configured under actions.commands in firewatch.yaml.`,
    );
  }

  const show = (command: NamedCommandConfig, printed: Buffer) => showOutput(command, printed, redact);

  function start(
    command: NamedCommandConfig,
    argv: readonly string[],
    options: {
      timeoutMs: number;
      signal: AbortSignal;
      env?: Readonly<Record<string, string>>;
      onProgress?: (printed: Buffer) => void;
    },
  ): Promise<ProcessOutcome> {
    const fault = faultOf(command);
    if (fault) return Promise.resolve({ kind: 'not_started', cause: new Error(fault) });
    return runProcess({
      ...options,
      argv,
      cwd: command.cwd,
      env: { PATH, LANG: 'C.UTF-8', ...command.env, ...options.env },
      maxBytes: command.maxOutputBytes * READ_FACTOR,
    });
  }

  /** Runs what changes nothing; undefined where there is no such template. */
  async function look(
    name: string,
    part: 'dryRun' | 'check',
    args: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<Ended | undefined> {
    const command = get(name);
    const template = command[part];
    if (template === undefined) return undefined;
    const argv = fillTemplate(command, template, args);
    const timeoutMs = Math.min(command.timeoutMs, LOOK_TIMEOUT_MS);
    const outcome = await start(command, argv, { timeoutMs, signal });
    if (outcome.kind === 'exit') return { code: outcome.code, text: show(command, outcome.printed) };
    const what = part === 'dryRun' ? 'The dry run' : 'The check';
    throw new UpstreamError(name, `${what} of ${name} ${describeFailure(outcome, timeoutMs)}.`, {
      isRetryable: outcome.kind !== 'not_started',
      cause: causeOf(outcome),
    });
  }

  return {
    describe(name) {
      const command = byName.get(name);
      if (!command) return undefined;
      const { env: _, ...shown } = command;
      return shown;
    },

    fill: (name, args) => fillTemplate(get(name), get(name).argv, args),

    async fingerprint(name, signal) {
      const command = get(name);
      const fault = faultOf(command);
      if (fault) throw new UpstreamError(name, `${name} cannot be used: ${fault}.`, { isRetryable: false });
      return fingerprintFile(command.argv[0] ?? '', signal);
    },

    async dryRun(name, args, signal) {
      const said = await look(name, 'dryRun', args, signal);
      if (said && said.code !== 0) throw failed(name, `The dry run of ${name}`, said);
      return said?.text;
    },

    async check(name, args, signal) {
      const said = await look(name, 'check', args, signal);
      if (said === undefined) return undefined;
      if (said.code > 1) throw failed(name, `The check of ${name}`, said);
      const line = lastLine(said.text);
      return {
        isReached: said.code === 0,
        text: line || (said.code === 0 ? 'The check succeeded.' : 'The check says: not yet.'),
      };
    },

    async run(name, args, { idempotencyKey, fence, report, signal }) {
      const command = get(name);
      const argv = fillTemplate(command, command.argv, args);
      let reported = '';
      const { timeoutMs } = command;
      const outcome = await start(command, argv, {
        timeoutMs,
        signal,
        env: { FIREWATCH_IDEMPOTENCY_KEY: idempotencyKey, FIREWATCH_FENCE: String(fence) },
        onProgress(printed) {
          const line = lastLine(show(command, printed));
          if (line !== '' && line !== reported) report((reported = line));
        },
      });
      if (outcome.kind === 'exit') {
        const said = { code: outcome.code, text: show(command, outcome.printed) };
        if (said.code === 0) return said.text;
        throw failed(name, name, said);
      }
      if (outcome.kind === 'not_started') {
        const message = `${name} ${describeFailure(outcome, timeoutMs)}, so nothing ran.`;
        throw new UpstreamError(name, message, { isRetryable: false, cause: outcome.cause });
      }
      const said = lastLine(show(command, outcome.printed)).slice(0, MAX_QUOTE_LENGTH);
      throw new UncertainOutcomeError(
        name,
        `${name} ${describeFailure(outcome, timeoutMs)}. ${said === '' ? '' : `Its last words: "${said}". `}It may have acted all the same: look at the target before anybody repeats it.`,
      );
    },
  };
}

function failed(name: string, what: string, { code, text }: Ended): UpstreamError {
  const said = text.replaceAll(/\s+/g, ' ').slice(-MAX_QUOTE_LENGTH);
  const words = said === '' ? ' and printed nothing.' : `: "${said}"`;
  return new UpstreamError(name, `${what} ended with ${code}${words}`, { isRetryable: false });
}

function faultOf({ argv, dryRun, check }: NamedCommandConfig): string | undefined {
  const programs = new Set([argv, dryRun, check].flatMap((template) => template?.[0] ?? []));
  for (const program of programs) {
    const fault = findExecutableFault(program);
    if (fault) return fault;
  }
  return undefined;
}

function describeFailure(outcome: Exclude<ProcessOutcome, { kind: 'exit' }>, timeoutMs: number): string {
  switch (outcome.kind) {
    case 'timeout':
      return `did not end within ${inSeconds(timeoutMs)} and was killed`;
    case 'aborted':
      return 'was stopped in the middle';
    case 'killed':
      return 'was killed by somebody else';
    case 'not_started':
      return `could not be started: ${outcome.cause instanceof Error ? outcome.cause.message : 'it was not waited for'}`;
  }
}

function causeOf(outcome: ProcessOutcome): unknown {
  return 'cause' in outcome ? outcome.cause : undefined;
}
