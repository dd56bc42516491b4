/**
 * Runs one program to its end, told as a value. No shell; nothing on its standard input; a process group of its own, of which
 * nothing is left over when this returns.
 */
import { spawn, type ChildProcess } from 'node:child_process';

export interface ProcessRun {
  readonly argv: readonly string[];
  readonly cwd: string;
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** What is kept of standard output and standard error, as they come; the end of it. */
  readonly maxBytes: number;
  readonly signal: AbortSignal;
  /** Given, from time to time, what was printed so far. */
  readonly onProgress?: (printed: Buffer) => void;
}

export type ProcessOutcome =
  | { readonly kind: 'exit'; readonly code: number; readonly printed: Buffer }
  /** Nothing ran. */
  | { readonly kind: 'not_started'; readonly cause: unknown }
  /** Ended in the middle: by its time limit, by the caller, or by a signal of somebody else. */
  | { readonly kind: 'timeout' | 'aborted' | 'killed'; readonly printed: Buffer };

/** Time to tidy up between being asked to end and being made to. */
const GRACE_MS = 2_000;
/** Who left the group may hold the output open; it is not waited for longer than this. */
const DRAIN_MS = 500;
const PROGRESS_EVERY_MS = 2_000;

export async function runProcess(run: ProcessRun): Promise<ProcessOutcome> {
  if (run.signal.aborted) return { kind: 'not_started', cause: run.signal.reason };
  const printed = keepEnd(run.maxBytes);
  let child: ChildProcess;
  try {
    child = start(run);
  } catch (cause) {
    return { kind: 'not_started', cause };
  }
  child.stdout?.on('data', printed.add);
  child.stderr?.on('data', printed.add);

  let stoppedBy: 'timeout' | 'aborted' | undefined;
  let force: NodeJS.Timeout | undefined;
  const stop = (why: 'timeout' | 'aborted') => {
    if (stoppedBy) return;
    stoppedBy = why;
    killGroup(child, 'SIGTERM');
    force = setTimeout(() => killGroup(child, 'SIGKILL'), GRACE_MS);
  };
  const onAbort = () => stop('aborted');
  const limit = setTimeout(() => stop('timeout'), run.timeoutMs);
  const progress = setInterval(() => run.onProgress?.(printed.read()), PROGRESS_EVERY_MS);
  run.signal.addEventListener('abort', onAbort, { once: true });
  try {
    const end = await waitForEnd(child);
    if ('cause' in end) return { kind: 'not_started', cause: end.cause };
    if (stoppedBy) return { kind: stoppedBy, printed: printed.read() };
    if (end.code === null) return { kind: 'killed', printed: printed.read() };
    return { kind: 'exit', code: end.code, printed: printed.read() };
  } finally {
    clearTimeout(limit);
    clearTimeout(force);
    clearInterval(progress);
    run.signal.removeEventListener('abort', onAbort);
  }
}

function start({ argv: [program = '', ...args], cwd, env }: ProcessRun): ChildProcess {
  return spawn(program, args, {
    cwd,
    env: { ...env },
    shell: false,
    stdio: ['ignore', 'pipe', 'pipe'],
    // Makes it the leader of a group, so that what it starts ends with it.
    detached: true,
  });
}

function waitForEnd(child: ChildProcess): Promise<{ code: number | null } | { cause: unknown }> {
  return new Promise((resolve) => {
    child.once('error', (cause) => {
      if (child.pid === undefined) resolve({ cause });
    });
    child.once('exit', (code) => {
      killGroup(child, 'SIGKILL');
      const drain = setTimeout(() => {
        child.stdout?.destroy();
        child.stderr?.destroy();
        resolve({ code });
      }, DRAIN_MS);
      child.once('close', () => {
        clearTimeout(drain);
        resolve({ code });
      });
    });
  });
}

function killGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // The group is empty.
  }
}

function keepEnd(maxBytes: number): { add(chunk: Buffer): void; read(): Buffer } {
  let kept = Buffer.alloc(0);
  return {
    add(chunk) {
      const all = Buffer.concat([kept, chunk]);
      kept = all.length > maxBytes ? all.subarray(all.length - maxBytes) : all;
    },
    read: () => kept,
  };
}
