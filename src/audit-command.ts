/** `firewatch audit verify` and `firewatch audit export`. */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { openDatabase, requireDatabase } from './app/database.js';
import type { Config } from './config/config.js';
import { silentLogger } from './observability/logger.js';
import { readAnchor, type Anchor } from './remediation/audit/anchor.js';
import { describeVerdict } from './remediation/audit/describe-verdict.js';
import { exportLine } from './remediation/audit/export-line.js';
import { verifyChain } from './remediation/audit/verify-chain.js';
import { errorMessage, UserInputError } from './shared/errors.js';
import type { Database } from './storage/database.js';
import { createAuditAnchors } from './storage/repositories/audit-anchors.js';
import { readAuditPages } from './storage/repositories/audit-pages.js';
import { subjectsOf } from './storage/repositories/audit-subjects.js';

const USAGE =
  'firewatch audit verify [--anchor SEQ:HASH] [--anchors FILE], or firewatch audit export [--incident N]';

type Write = (text: string) => void;

/**
 * Returns the exit code: 1 when the log is broken.
 * @throws UserInputError for arguments that mean nothing and a database without a log; ConfigError when it does not answer.
 */
export async function runAudit(config: Config, args: readonly string[], write: Write): Promise<number> {
  const [verb, ...rest] = args;
  if (verb === 'verify') {
    const anchors = await readAnchors(parse(rest, { anchor: ANCHORS, anchors: ANCHORS }));
    return withLog(config, (database) => verify(database, anchors, write));
  }
  if (verb === 'export') {
    const { incident } = parse(rest, { incident: { type: 'string' } } as const);
    const number = incident === undefined ? null : readNumber(incident);
    return withLog(config, (database) => exportLog(database, number, write));
  }
  throw new UserInputError(`It is ${USAGE}.`);
}

const ANCHORS = { type: 'string', multiple: true } as const;

function parse<T extends Record<string, typeof ANCHORS | { readonly type: 'string' }>>(
  args: readonly string[],
  options: T,
) {
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new UserInputError(`${errorMessage(error)} It is ${USAGE}.`, { cause: error });
  }
}

async function verify(database: Database, anchors: readonly Anchor[], write: Write): Promise<number> {
  const inside = await createAuditAnchors(database).list();
  const verdict = await verifyChain(readAuditPages(database), [...inside, ...anchors]);
  write(`${describeVerdict(verdict, anchors.length)}\n`);
  return verdict.fault ? 1 : 0;
}

async function exportLog(database: Database, incident: number | null, write: Write): Promise<number> {
  const subjects = incident === null ? undefined : await subjectsOf(database, incident);
  if (incident !== null && subjects === undefined)
    throw new UserInputError(`There is no incident ${incident} in this database.`);
  for await (const rows of readAuditPages(database, subjects ? { subjects } : {})) {
    for (const row of rows) write(`${exportLine(row)}\n`);
  }
  return 0;
}

async function withLog<T>(config: Config, work: (database: Database) => Promise<T>): Promise<T> {
  const database = await openDatabase(config, silentLogger());
  try {
    await requireDatabase(config, database);
    const [found] = await database.query<{ isThere: boolean }>(
      `SELECT to_regclass('firewatch.audit_anchors') IS NOT NULL AS "isThere"`,
    );
    if (!found?.isThere) {
      const where = config.env.DATABASE_URL ? 'at DATABASE_URL' : `in ${config.env.FIREWATCH_DATA_DIR}`;
      throw new UserInputError(
        `The database ${where} has no audit log of this version. Check that it is the right one; ` +
          '“firewatch start” makes what is missing, then ask again.',
      );
    }
    return await work(database);
  } finally {
    await database.close();
  }
}

async function readAnchors(given: {
  readonly anchor?: readonly string[] | undefined;
  readonly anchors?: readonly string[] | undefined;
}): Promise<readonly Anchor[]> {
  const anchors = (given.anchor ?? []).map((text) => {
    const anchor = readAnchor(text.trim());
    if (!anchor)
      throw new UserInputError(`“${text}” is no anchor: it is a number, a colon and 64 hexadecimal digits.`);
    return anchor;
  });
  for (const file of given.anchors ?? []) {
    const found = await anchorsIn(file);
    if (found.length === 0)
      throw new UserInputError(`${file} holds no anchor: a line with one has SEQ:HASH in it.`);
    anchors.push(...found);
  }
  return anchors;
}

async function anchorsIn(file: string): Promise<readonly Anchor[]> {
  const anchors: Anchor[] = [];
  try {
    for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
      const anchor = readAnchor(line);
      if (anchor) anchors.push(anchor);
    }
  } catch (error) {
    throw new UserInputError(`${file} cannot be read: ${errorMessage(error)}`, { cause: error });
  }
  return anchors;
}

function readNumber(text: string): number {
  const number = Number(/^(?:INC-)?(\d{1,9})$/i.exec(text)?.[1]);
  if (Number.isInteger(number)) return number;
  throw new UserInputError('--incident takes the number of an incident, such as 12.');
}
