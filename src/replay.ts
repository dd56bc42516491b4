/** `firewatch replay FILE`: sends a recorded webhook body to a running bot, as its sender would. */
import { readFile } from 'node:fs/promises';
import { openMappedWebhooks } from './app/mapped-webhooks.js';
import { sourceSecrets } from './app/source-secrets.js';
import type { Config } from './config/config.js';
import { createSources } from './intake/sources/index.js';
import { silentLogger } from './observability/logger.js';
import { ConfigError, errorMessage, UserInputError } from './shared/errors.js';

export interface ReplayOptions {
  readonly file: string;
  readonly source: string;
  /** The bot's address; null = HOST and PORT of this environment. */
  readonly url: string | null;
}

/**
 * Returns the bot's status and answer.
 * @throws UserInputError for a wrong source or file; ConfigError when no bot answers.
 */
export async function replay(
  config: Config,
  options: ReplayOptions,
): Promise<{ status: number; answer: string }> {
  const mapped = await openMappedWebhooks(config, silentLogger());
  const sources = [...createSources(sourceSecrets(config.env)), ...(mapped?.sources() ?? [])];
  const source = sources.find(({ name }) => name === options.source);
  if (!source)
    throw new UserInputError(`--source must be one of ${sources.map(({ name }) => name).join(', ')}.`);
  const body = await readFile(options.file).catch((error: unknown) => {
    throw new UserInputError(`${options.file} cannot be read: ${errorMessage(error)}`);
  });
  const base =
    options.url ??
    `http://${config.env.HOST === '0.0.0.0' ? '127.0.0.1' : config.env.HOST}:${config.env.PORT}`;
  const headers = { 'content-type': 'application/json', ...source.sign(body) };
  try {
    const answer = await fetch(new URL(source.path, base), { method: 'POST', headers, body });
    return { status: answer.status, answer: await answer.text() };
  } catch (error) {
    throw new ConfigError(`No Firewatch answers at ${base}; start it, or give its address with --url.`, {
      cause: error,
    });
  }
}
