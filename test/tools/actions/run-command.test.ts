import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { createOutputRedactor } from '../../../src/app/privacy.js';
import { commandsOf } from '../../../src/app/settings.js';
import { createMcpServers } from '../../../src/clients/mcp/mcp-servers.js';
import { createNamedCommands } from '../../../src/clients/commands/named-commands.js';
import { createNamedEndpoints } from '../../../src/clients/named-endpoints.js';
import { loadConfig } from '../../../src/config/config.js';
import { silentLogger } from '../../../src/observability/logger.js';
import { createActionCatalogue } from '../../../src/remediation/action-catalogue.js';
import { errorMessage, UncertainOutcomeError } from '../../../src/shared/errors.js';
import { runCommand } from '../../../tools/actions/run-command.js';
import { waitUntil } from '../../helpers/wait-until.js';

/** Writes down how it was started, and does what its first argument says. */
const PROGRAM = `#!/bin/sh
here=$(dirname "$0")
case "$1" in
  plan) printf '{"summary":"checkout goes to %s","target":{"version":"%s"}}' "$2" "$(cat "$here/release" 2>/dev/null || echo v1.0.0)"; exit 0 ;;
  check) [ -e "$here/args" ] && echo "3 of 3 replicas" && exit 0; echo "0 of 3 replicas"; exit 1 ;;
  fail) echo "password=hunter2-and-more token $DEPLOY_TOKEN is not allowed" >&2; exit 3 ;;
  flood) i=0; while [ $i -lt 2000 ]; do echo "line $i"; i=$((i+1)); done; exit 0 ;;
  hang) sleep 60 & echo $! > "$here/child"; echo "waiting"; wait ;;
esac
for each in "$@"; do printf '%s\\n' "$each"; done >> "$here/args"
env | cut -d= -f1 | sort | tr '\\n' ' ' > "$here/names"
env > "$here/env"
wc -c > "$here/stdin"
echo "pinned"
`;

let directory = '';
let program = '';

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'firewatch-command-'));
  program = join(directory, 'deployctl');
  await writeFile(program, PROGRAM);
  await chmod(program, 0o755);
});

afterEach(() => rm(directory, { recursive: true, force: true }));

async function catalogueFor(change: Record<string, unknown> = {}, others: readonly object[] = []) {
  const pin = {
    name: 'pin-release',
    description: 'Pins the release of checkout.',
    service: 'checkout',
    argv: [program, 'pin', '--to', '{version}'],
    arguments: { version: { pattern: 'v\\d+\\.\\d+\\.\\d+|latest', maxLength: 12 } },
    passEnv: ['DEPLOY_TOKEN'],
    risk: 'medium',
    ...change,
  };
  const path = join(directory, 'firewatch.yaml');
  await writeFile(path, stringify({ actions: { commands: [pin, ...others] } }));
  const config = loadConfig({ FIREWATCH_CONFIG: path, DEPLOY_TOKEN: 's3cret-of-deploys', HOME: '/root' });
  return createActionCatalogue([runCommand], {
    http: createNamedEndpoints({ endpoints: [], timeoutMs: 1_000 }),
    mcp: createMcpServers({ servers: [], taken: new Set(), log: silentLogger() }).actions,
    commands: createNamedCommands({ commands: commandsOf(config), redact: createOutputRedactor() }),
  });
}

const written = (name: string) => readFile(join(directory, name), 'utf8').catch(() => null);
const call = (version: unknown) => ({ command: 'pin-release', arguments: { version } });
const run = (signal = AbortSignal.timeout(10_000)) => ({
  idempotencyKey: 'key-1',
  fence: 7,
  targetVersion: '',
  report: () => {},
  signal,
});
const soon = () => AbortSignal.timeout(10_000);

describe('run_command', () => {
  test('says what would be started, starts nothing, then starts exactly that, once, with nothing of our environment', async () => {
    const catalogue = await catalogueFor({ dryRun: [program, 'plan', '{version}'] });

    const { plan, arguments: args } = await catalogue.plan('run_command', call('v1.2.3'), soon());
    expect(plan).toMatchObject({
      effect: `${program} pin --to v1.2.3`,
      target: { name: 'checkout (pin-release)', version: expect.stringMatching(/^[0-9a-f]{16}$/) },
      dryRun: 'The dry run says: checkout goes to v1.2.3',
      risk: 'medium',
      isIdempotent: false,
      undo: null,
    });
    expect(await written('args')).toBeNull();

    await expect(catalogue.execute('run_command', args, run())).resolves.toEqual({ output: 'pinned' });
    expect(await written('args')).toBe('pin\n--to\nv1.2.3\n');
    expect((await written('stdin'))?.trim()).toBe('0');
    // A shell sets PWD by itself, and some set OLDPWD, SHLVL and _ too.
    const names = (await written('names'))?.replaceAll(/\b(?:PWD|OLDPWD|SHLVL|_) /g, '').trim();
    expect(names).toBe('DEPLOY_TOKEN FIREWATCH_FENCE FIREWATCH_IDEMPOTENCY_KEY LANG PATH');
    const env = await written('env');
    expect(env).toContain('FIREWATCH_FENCE=7\n');
    expect(env).toContain('FIREWATCH_IDEMPOTENCY_KEY=key-1\n');
    expect(env).toContain('PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\n');
  });

  test.each([
    ['a longer text that begins right', 'latest --f', 'not wholly of the form'],
    ['the start of one choice of the pattern', 'v1.2.3x', 'not wholly of the form'],
    ['the end of another', 'xlatest', 'not wholly of the form'],
    ['a line end', 'v1.2.3\n', 'cannot be seen'],
    ['a second line', 'latest\n--force', 'cannot be seen'],
    ['NUL', 'latest\u0000', 'cannot be seen'],
    ['what turns the writing direction', 'latest\u202e', 'cannot be seen'],
    ['an option', '--force', 'begins with a dash'],
    ['nothing', '', 'it is empty'],
    ['too much', 'v11111111.1.1', 'longer than 12'],
    ['a list', ['latest'], 'refuses arguments.version'],
  ])('knows %s from a version', async (_what, version, problem) => {
    const catalogue = await catalogueFor();
    await expect(catalogue.plan('run_command', call(version), soon())).rejects.toThrow(problem);
    await expect(catalogue.execute('run_command', call(version), run())).rejects.toThrow(problem);
    expect(await written('args')).toBeNull();
    // As long as it may be, and of the form.
    await expect(catalogue.execute('run_command', call('v1111111.1.1'), run())).resolves.toBeDefined();
  });

  test('takes neither unknown arguments nor too few, nor a value that no rule lists, nor what is not configured', async () => {
    const catalogue = await catalogueFor({ arguments: { version: { values: ['blue', 'green'] } } });
    const plan = (args: unknown) => catalogue.plan('run_command', args, soon());

    await expect(plan(call('red'))).rejects.toThrow('one of blue, green');
    await expect(plan({ command: 'pin-release' })).rejects.toThrow('needs the argument version');
    await expect(
      plan({ command: 'pin-release', arguments: { version: 'blue', toString: 'x' } }),
    ).rejects.toThrow('takes no argument "toString"');
    await expect(plan({ ...call('blue'), argv: ['/bin/sh'] })).rejects.toThrow('refuses');
    await expect(plan({ command: 'constructor', arguments: {} })).rejects.toThrow('No command named');
  });

  test('is not held up by a pattern that takes exponential time', async () => {
    const catalogue = await catalogueFor({
      arguments: { version: { pattern: '(a+)+', maxLength: 256 } },
    });
    const startedAt = performance.now();

    await expect(catalogue.plan('run_command', call(`${'a'.repeat(200)}!`), soon())).rejects.toThrow(
      'takes too long to match',
    );
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });

  test('fails for certain when the program says so, and shows the end of what it printed without secrets', async () => {
    const failing = await catalogueFor({ argv: [program, 'fail', '{version}'] });
    const flooding = await catalogueFor({ argv: [program, 'flood', '{version}'], maxOutput: 100 });

    const failed = await failing
      .execute('run_command', call('latest'), run())
      .catch((error: unknown) => error);
    expect(failed).not.toBeInstanceOf(UncertainOutcomeError);
    expect(errorMessage(failed)).toContain('pin-release ended with 3: "');
    expect(errorMessage(failed)).toContain('token [secret] is not allowed');
    expect(errorMessage(failed)).not.toContain('hunter2-and-more');
    const { output } = await flooding.execute('run_command', call('latest'), run());
    expect(output).toMatch(/^… .*line 1999$/s);
    expect(output.length).toBeLessThanOrEqual(102);
  });

  test.each([
    [
      'its time is over',
      { timeout: '1s' },
      'did not end within 1 s and was killed. Its last words: "waiting".',
    ],
    ['it is cancelled', {}, 'was stopped in the middle. Its last words: "waiting".'],
  ])(
    'is ended with all it started when %s, and nobody knows how far it came',
    async (_when, change, words) => {
      const catalogue = await catalogueFor({ argv: [program, 'hang', '{version}'], ...change });
      const cancelled = new AbortController();

      const running = catalogue.execute('run_command', call('latest'), run(cancelled.signal));
      const settled = running.then(
        () => null,
        (error: unknown) => error,
      );
      const child = await waitUntil('the child', async () => Number(await written('child')) || undefined);
      if (!('timeout' in change)) cancelled.abort();

      const error = await settled;
      expect(error).toBeInstanceOf(UncertainOutcomeError);
      expect(errorMessage(error)).toContain(words);
      await waitUntil('the child to end', () => !isAlive(child));
    },
  );

  test('is about another target once the program is another one, and says whether the target has come to what was wanted', async () => {
    const other = {
      name: 'pin-back',
      description: 'Pins it back.',
      service: 'checkout',
      argv: [program, 'pin', '{release}'],
      arguments: { release: { pattern: 'v[\\d.]+' } },
      risk: 'low',
    };
    const change = {
      dryRun: [program, 'plan', '{version}'],
      check: [program, 'check'],
      undo: { command: 'pin-back', arguments: { release: '{target.version}' } },
    };
    const catalogue = await catalogueFor(change, [other]);
    const before = await catalogue.plan('run_command', call('v1.2.3'), soon());

    expect(before.plan.undo).toEqual({
      action: 'run_command',
      arguments: { command: 'pin-back', arguments: { release: 'v1.0.0' } },
      effect: `${program} pin v1.0.0`,
    });
    const look = () => catalogue.check('run_command', call('v1.2.3'), soon());
    expect(await look()).toEqual({ isReached: false, text: '0 of 3 replicas' });
    await catalogue.execute('run_command', call('v1.2.3'), run());
    expect(await look()).toEqual({ isReached: true, text: '3 of 3 replicas' });

    // The way back has no check of its own: it has worked when the dry run finds what it found before.
    const restores = { arguments: before.arguments, targetVersion: before.plan.target.version };
    const sought = { idempotencyKey: 'key-2', since: new Date(), restores };
    const lookBack = () => catalogue.check('run_command', before.plan.undo!.arguments, soon(), sought);
    await writeFile(join(directory, 'release'), 'v1.2.3');
    expect(await lookBack()).toEqual({
      isReached: false,
      text: 'the target is not what it was before pin-release. The dry run says: checkout goes to v1.2.3',
    });
    await rm(join(directory, 'release'));
    expect(await lookBack()).toEqual({
      isReached: true,
      text: 'the target is what it was before pin-release (v1.0.0)',
    });

    await writeFile(program, `${PROGRAM}\n# Another one.\n`);
    const after = await catalogue.plan('run_command', call('v1.2.3'), soon());
    expect(after.plan.target.version).not.toBe(before.plan.target.version);
  });

  test('is refused at the start, and again at the run, for a program that others could have replaced', async () => {
    const catalogue = await catalogueFor();
    await chmod(program, 0o777);

    await expect(catalogueFor()).rejects.toThrow(
      `The command pin-release cannot be used: ${program} can be written by others; run chmod go-w ${program}.`,
    );
    await expect(catalogue.execute('run_command', call('latest'), run())).rejects.toThrow('so nothing ran');
    await chmod(program, 0o755);
    await chmod(directory, 0o777);
    await expect(catalogueFor()).rejects.toThrow(`others can write into ${directory}`);
    await chmod(directory, 0o700);
    await expect(catalogueFor({ argv: ['/no/such/program', '{version}'] })).rejects.toThrow('does not exist');
    expect(await written('args')).toBeNull();
  });

  test.each([
    [{ argv: ['deployctl', '{version}'] }, 'argv must begin with the absolute path'],
    [{ argv: ['/bin/true', '--to={version}'] }, 'an argument must be a whole element'],
    [{ argv: ['/bin/true', '{version}', '{zone}'] }, 'argv has {zone}, which is none'],
    [{ argv: ['/bin/true'] }, 'arguments.version has no place in argv'],
    [{ arguments: { version: { pattern: 'a)|(b' } } }, 'must be a regular expression'],
    [{ arguments: { version: { values: ['--force'] } } }, 'must not be empty, begin with a dash'],
    [{ arguments: { version: {} } }, 'must have either a pattern or values'],
    [{ undo: { command: 'nothing' } }, 'undo names nothing, which is none of the commands'],
    [{ passEnv: ['PATH'] }, 'must not pass PATH'],
    [{ passEnv: ['MISSING'] }, 'MISSING is not set; the command pin-release is to get it.'],
    [{ timeout: '5m' }, 'timeout must be from 1s to 100s'],
  ])('is not configured by %j', async (change, words) => {
    await expect(catalogueFor(change)).rejects.toThrow(words);
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
