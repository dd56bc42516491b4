#!/usr/bin/env node
/** The command line. Each command loads what it needs: the whole bot takes seconds, `help` should not. */
import { parseArgs } from 'node:util';
import { loadConfig } from './config/config.js';
import { ConfigError, errorMessage, UserInputError } from './shared/errors.js';

const USAGE = `firewatch <command>

  start         run the bot; configured by environment variables and firewatch.yaml (see .env.example)
  doctor        try every configured connection and say how to mend what does not work
  lint          check the files that people write: catalogue, SLOs, runbooks, policy, webhooks; connects to nothing
  replay FILE   send a recorded webhook body to a running bot
                  --source NAME, as in /webhooks/NAME (default alertmanager)   --url http://host:port
  replay --kept     list what senders were refused; it is kept for a week
                  --kept ID …   read it again, after the mend   --kept ID … --show   print it
  export-cases  write the analyses that people have called right or wrong, redacted, as JSON lines
                  --since 2026-01-31 or 90d
  migrate       make or update the tables, where the bot's own role may not; start does it otherwise
  audit verify  check that nobody has changed the audit log; names the first bad entry and exits with 1
                  --anchor SEQ:HASH   --anchors FILE with one a line, such as a former export
  audit export  write the audit log as JSON lines
                  --incident 12
`;

async function main(args: readonly string[]): Promise<number> {
  switch (args[0]) {
    case 'start':
      return start();
    case 'doctor':
    case 'lint':
      return doctor(args[0]);
    case 'replay':
      return replayFile(args.slice(1));
    case 'export-cases':
      return writeCases(args.slice(1));
    case 'migrate': {
      const { runMigrate } = await import('./migrate-command.js');
      process.stdout.write(`${await runMigrate(loadConfig())}\n`);
      return 0;
    }
    case 'audit': {
      const { runAudit } = await import('./audit-command.js');
      return runAudit(loadConfig(), args.slice(1), (text) => void process.stdout.write(text));
    }
    default:
      process.stderr.write(USAGE);
      return args.length === 0 || args[0] === 'help' || args[0] === '--help' ? 0 : 2;
  }
}

async function start(): Promise<number> {
  const { createApp } = await import('./app.js');
  const { createLogger } = await import('./observability/logger.js');
  const config = loadConfig();
  const log = createLogger({ level: config.env.LOG_LEVEL });
  // A library's forgotten promise must not end the bot in the middle of an incident.
  process.on('unhandledRejection', (error) => log.error({ err: error }, 'unhandled rejection'));
  const app = await createApp(config, { log });
  const stopped = new Promise<string>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve(signal));
  });
  const address = await app.start();
  log.info({ address }, 'firewatch is ready');
  log.info({ signal: await stopped }, 'stopping');
  await app.stop();
  return 0;
}

async function doctor(command: 'doctor' | 'lint'): Promise<number> {
  const { examine, lint } = await import('./doctor/examine.js');
  const findings = await (command === 'lint' ? lint : examine)(loadConfig());
  const marks = { ok: 'ok   ', off: 'off  ', wrong: 'WRONG', look: 'look ' };
  for (const { name, status, sentence } of findings) {
    const below = sentence.replaceAll('\n', `\n${' '.repeat(26)}`);
    process.stdout.write(`${marks[status]}  ${name.padEnd(18)} ${below}\n`);
  }
  return findings.some((finding) => finding.status === 'wrong') ? 1 : 0;
}

async function replayFile(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      source: { type: 'string', default: 'alertmanager' },
      url: { type: 'string' },
      kept: { type: 'boolean', default: false },
      show: { type: 'boolean', default: false },
    },
  });
  if (values.kept) {
    const { replayKept } = await import('./replay-kept.js');
    const write = (text: string) => void process.stdout.write(text);
    return replayKept(loadConfig(), { ids: positionals, isShown: values.show, write });
  }
  const [file] = positionals;
  if (!file) throw new UserInputError('Name the file to send: firewatch replay FILE');
  const { replay } = await import('./replay.js');
  const { status, answer } = await replay(loadConfig(), {
    file,
    source: values.source,
    url: values.url ?? null,
  });
  process.stdout.write(`HTTP ${status} ${answer}\n`);
  return status < 300 ? 0 : 1;
}

async function writeCases(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: { since: { type: 'string' } } });
  const { describeExport, runExport } = await import('./export-cases.js');
  const summary = await runExport(loadConfig(), {
    since: values.since,
    write: (line) => void process.stdout.write(line),
  });
  process.stderr.write(`${describeExport(summary)}\n`);
  return 0;
}

try {
  const code = await main(process.argv.slice(2));
  process.exit(code);
} catch (error) {
  const isExpected = error instanceof ConfigError || error instanceof UserInputError;
  process.stderr.write(
    `firewatch: ${isExpected ? error.message : ((error as Error).stack ?? errorMessage(error))}\n`,
  );
  process.exit(1);
}
