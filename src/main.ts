#!/usr/bin/env node
/** The command line. */
import { createApp } from './app.js';
import { forbidTracing, loadConfig } from './config/config.js';
import { createLogger } from './observability/logger.js';
import { ConfigError, errorMessage } from './shared/errors.js';

const USAGE = `firewatch <command>

  start    run the bot; configured by environment variables and firewatch.yaml (see .env.example)
`;

async function main(args: readonly string[]): Promise<number> {
  switch (args[0]) {
    case 'start':
      return start();
    default:
      process.stderr.write(USAGE);
      return args.length === 0 || args[0] === 'help' || args[0] === '--help' ? 0 : 2;
  }
}

async function start(): Promise<number> {
  forbidTracing();
  const config = loadConfig();
  const log = createLogger({ level: config.env.LOG_LEVEL });
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

try {
  const code = await main(process.argv.slice(2));
  process.exit(code);
} catch (error) {
  const isExpected = error instanceof ConfigError;
  process.stderr.write(
    `firewatch: ${isExpected ? error.message : ((error as Error).stack ?? errorMessage(error))}\n`,
  );
  process.exit(1);
}
