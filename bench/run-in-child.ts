/** Parts of a benchmark as processes of their own, so that they share no event loop with what is measured. */
import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** `file`: a URL of a module that talks to its parent by messages. */
export function startChild(file: URL, args: readonly string[] = []): ChildProcess {
  return fork(fileURLToPath(file), args, {
    execArgv: ['--import', import.meta.resolve('tsx')],
    stdio: 'inherit',
  });
}

/** Starts a module, sends it its settings, and resolves with the one message it answers. @throws when it says nothing in time. */
export async function runInChild<Settings extends object, Report>(
  file: URL,
  settings: Settings,
  timeoutMs: number,
): Promise<Report> {
  const child = startChild(file);
  try {
    const report = nextMessage<Report>(child, timeoutMs);
    child.send(settings);
    return await report;
  } finally {
    await killChild(child);
  }
}

export function nextMessage<T>(child: ChildProcess, timeoutMs: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const fail = (reason: string) => reject(new Error(`${child.spawnargs.at(-1)}: ${reason}`));
    const timer = setTimeout(() => fail(`said nothing within ${timeoutMs / 1000} s`), timeoutMs);
    const onExit = (code: number | null) => (clearTimeout(timer), fail(`ended with code ${code}`));
    child.once('exit', onExit);
    child.once('message', (message) => {
      clearTimeout(timer);
      child.off('exit', onExit);
      resolve(message as T);
    });
  });
}

/** Resolves when it is gone. */
export async function killChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
}
