/** Senders that webhooks.yaml describes, followed while the bot runs. */
import { readFile } from 'node:fs/promises';
import { followFile, LOOK_EVERY_MS } from '../clients/follow-file.js';
import { describeIssues, parseYaml } from '../clients/yaml-document.js';
import type { Config } from '../config/config.js';
import { mappedSource } from '../intake/mapped/mapped-source.js';
import { MappingDocument } from '../intake/mapped/mapping.js';
import { createSources } from '../intake/sources/index.js';
import type { Source } from '../intake/source.js';
import type { Logger } from '../observability/logger.js';
import { ConfigError, errorMessage } from '../shared/errors.js';
import { sourceSecrets } from './source-secrets.js';

/** Shorter tokens are guessed. */
const MIN_TOKEN = 8;

export interface MappedWebhooks {
  /** Of the last content that could be used. */
  sources(): readonly Source[];
  /** Looks for changes until `stop`. */
  start(): void;
  stop(): Promise<void>;
}

type Loaded = { readonly sources: readonly Source[] } | { readonly problems: readonly string[] };

/** Each problem is one sentence that begins with `file:line`. Never rejects. Null: none is configured. */
export async function loadMappedWebhooks(config: Config): Promise<Loaded | null> {
  const { webhooks: path } = config.file;
  if (path === undefined) return null;
  const text = await readFile(path, 'utf8').catch(() => null);
  return parseMappedWebhooks(config, path, text);
}

/**
 * Null when none is configured.
 * @throws ConfigError when the file cannot be used at the start, with every problem and its line.
 */
export async function openMappedWebhooks(
  config: Config,
  log: Logger,
  lookEveryMs = LOOK_EVERY_MS,
): Promise<MappedWebhooks | null> {
  const first = await loadMappedWebhooks(config);
  const { webhooks: path } = config.file;
  if (first === null || path === undefined) return null;
  if ('problems' in first) throw new ConfigError(first.problems.join('\n'));
  let { sources } = first;
  let isFirst = true;

  const take = (text: string | null) => {
    const isAgain = !isFirst;
    isFirst = false;
    const read = parseMappedWebhooks(config, path, text);
    if ('problems' in read) {
      log.error(
        { path, problems: read.problems },
        'the webhooks file cannot be used; what it said before holds',
      );
      return;
    }
    ({ sources } = read);
    if (isAgain) log.info({ path, names: sources.map(({ name }) => name) }, 'webhooks file read again');
  };

  const following = followFile(path, {
    lookEveryMs,
    onContent: take,
    onError: (error) =>
      log.error({ path, detail: errorMessage(error) }, 'the webhooks file could not be taken'),
  });
  return { sources: () => sources, ...following };
}

function parseMappedWebhooks(config: Config, path: string, text: string | null): Loaded {
  if (text === null) return { problems: [`${path} cannot be read.`] };
  const [document, ...more] = parseYaml(text);
  if (!document || more.length > 0) return { problems: [`${path}:1: must hold one YAML document.`] };
  const [broken] = document.errors;
  if (broken) return { problems: [`${path}:${broken.line}: ${broken.message}.`] };
  const parsed = MappingDocument.safeParse(document.value ?? {});
  if (!parsed.success) return { problems: describeIssues(path, document, parsed.error) };
  const taken = new Set(createSources(sourceSecrets(config.env)).map(({ name }) => name));
  const problems: string[] = [];
  const sources = parsed.data.webhooks.map((mapping, index) => {
    const say = (key: string, what: string) =>
      problems.push(
        `${path}:${document.lineOf(['webhooks', index, key])}: webhooks[${index}].${key}: ${what}`,
      );
    if (taken.has(mapping.name))
      say('name', `${mapping.name} is a sender that Firewatch knows; take another name.`);
    const tokens = (config.variable(mapping.tokenEnv) ?? '').split(',').map((token) => token.trim());
    if (tokens.every((token) => token === ''))
      say('tokenEnv', `${mapping.tokenEnv} is not set where Firewatch runs; set it to the sender's token.`);
    else if (tokens.some(({ length }) => length < MIN_TOKEN))
      say('tokenEnv', `${mapping.tokenEnv} must have at least ${MIN_TOKEN} characters.`);
    return mappedSource(mapping, tokens);
  });
  return problems.length > 0 ? { problems } : { sources };
}
