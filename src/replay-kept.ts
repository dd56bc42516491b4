/**
 * `firewatch replay --kept`: what senders were refused, and reading it again after the mend. It is read here and stored for
 * the bot, so it needs neither a running bot nor the sender's proof of who it is.
 */
import { loadCatalogAndRunbooks } from './app/catalog-and-runbooks.js';
import { openDatabase, requireDatabase, requireSchema } from './app/database.js';
import { createIntake } from './app/intake.js';
import { openMappedWebhooks } from './app/mapped-webhooks.js';
import type { Config } from './config/config.js';
import { takeDelivery } from './intake/take-delivery.js';
import { createJobRunner } from './jobs/queue.js';
import { silentLogger } from './observability/logger.js';
import { createMetrics } from './observability/metrics.js';
import { systemClock } from './shared/clock.js';
import { UserInputError } from './shared/errors.js';
import { createStore } from './storage/store.js';
import type { RejectedPayload, Store } from './workflows/transaction.js';

/** Lines of the list; the newest are the ones people look for. */
const LISTED = 100;
const MAX_REASON = 160;

export interface KeptOptions {
  /** None: a list of what is kept. */
  readonly ids: readonly string[];
  /** Print what came instead of reading it again. */
  readonly isShown: boolean;
  readonly write: (text: string) => void;
}

/**
 * Returns the exit code: 1 when one could not be read this time either.
 * @throws UserInputError for an id that is none; ConfigError when the database does not answer, or is not of this version.
 */
export async function replayKept(config: Config, options: KeptOptions): Promise<number> {
  const wrong = options.ids.find((id) => !/^\d{1,18}$/.test(id));
  if (wrong !== undefined)
    throw new UserInputError(
      `“${wrong}” is no id of a refused payload; \`firewatch replay --kept\` lists them.`,
    );
  const log = silentLogger();
  const database = await openDatabase(config, log);
  try {
    await requireDatabase(config, database);
    await requireSchema(database);
    const metrics = createMetrics();
    const jobs = createJobRunner({ database, log, metrics });
    const store = createStore(database, jobs.within);
    if (options.ids.length === 0) return await list(store, options.write);
    if (options.isShown) return await show(store, options);
    const { catalog } = await loadCatalogAndRunbooks(config, log);
    const mappedWebhooks = await openMappedWebhooks(config, log);
    await jobs.start();
    try {
      const intake = createIntake(config, {
        store,
        clock: systemClock,
        log,
        metrics,
        catalog,
        mappedWebhooks,
      });
      return await readAgain({ store, intake }, options);
    } finally {
      await jobs.stop();
    }
  } finally {
    await database.close();
  }
}

async function list(store: Store, write: KeptOptions['write']): Promise<number> {
  const kept = await store.transaction((tx) => tx.rejected.list(LISTED));
  write(kept.length === 0 ? 'Nothing was refused within the last days.\n' : kept.map(lineOf).join(''));
  return 0;
}

function lineOf({ id, receivedAt, source, size, reason }: RejectedPayload): string {
  const at = receivedAt.toISOString().slice(0, 19);
  return `${id.padStart(6)}  ${at}Z  ${source.padEnd(14)} ${`${size} bytes`.padStart(12)}  ${oneLine(reason)}\n`;
}

/** Senders choose some of its words; none of them may move the terminal's cursor. */
function oneLine(text: string): string {
  const plain = text.replaceAll(/[\p{Cc}\p{Cf}]+/gu, ' ');
  return plain.length > MAX_REASON ? `${plain.slice(0, MAX_REASON)}…` : plain;
}

async function show(store: Store, { ids, write }: KeptOptions): Promise<number> {
  for (const id of ids) {
    const kept = await store.transaction((tx) => tx.rejected.find(id));
    if (!kept) throw missing(id);
    write(lineOf(kept));
    for (const [name, value] of Object.entries(kept.headers)) write(`${name}: ${oneLine(value)}\n`);
    write(`\n${kept.body.toString('utf8').replaceAll(/(?![\n\t])[\p{Cc}\p{Cf}]/gu, '�')}\n\n`);
  }
  return 0;
}

async function readAgain(
  { store, intake }: { store: Store; intake: ReturnType<typeof createIntake> },
  { ids, write }: KeptOptions,
): Promise<number> {
  let failures = 0;
  for (const id of ids) {
    const kept = await store.transaction((tx) => tx.rejected.find(id));
    if (!kept) throw missing(id);
    try {
      const source = [...intake.sources, ...(intake.mapped?.() ?? [])].find(
        ({ name }) => name === kept.source,
      );
      if (!source) throw new UserInputError(`Firewatch knows no sender named ${kept.source} any more.`);
      if (kept.isCut)
        throw new UserInputError(
          `Only the beginning of its ${kept.size} bytes was kept; let the sender repeat it.`,
        );
      const { headers, body, receivedAt } = kept;
      const { count } = await takeDelivery(intake, source, { headers, body, receivedAt });
      await store.transaction((tx) => tx.rejected.forget(id));
      write(`${id}: accepted ${count}; it is kept no longer.\n`);
    } catch (error) {
      if (!(error instanceof UserInputError)) throw error;
      failures += 1;
      write(`${id}: ${oneLine(error.message)}\n`);
    }
  }
  return failures === 0 ? 0 : 1;
}

const missing = (id: string) =>
  new UserInputError(
    `There is no refused payload ${id}; \`firewatch replay --kept\` lists those that are kept.`,
  );
