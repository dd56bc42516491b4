/** Reads the environment and the YAML file once, into one frozen value. The only place that looks at process.env. */
import { readFileSync } from 'node:fs';
import { dirname, isAbsolute, resolve } from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { ConfigError } from '../shared/errors.js';
import { Environment } from './environment.js';
import { ConfigFile } from './file.js';

export interface Config {
  readonly env: Environment;
  readonly file: ConfigFile;
  /** The YAML file that was read; null when there is none. */
  readonly path: string | null;
}

const DEFAULT_PATH = 'firewatch.yaml';

/**
 * @param variables the environment; a test passes its own.
 * @throws ConfigError that names every wrong variable, or file, line and field.
 */
export function loadConfig(variables: Readonly<Record<string, string | undefined>> = process.env): Config {
  const parsed = Environment.safeParse(variables);
  if (!parsed.success) {
    throw new ConfigError(
      parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`).join('; '),
    );
  }
  const env = parsed.data;
  const read = readFile(env.FIREWATCH_CONFIG);
  const file = read ? parseFile(read.path, read.text) : ConfigFile.parse({});
  const base = read ? dirname(read.path) : process.cwd();
  const absolute = (path: string) => (isAbsolute(path) ? path : resolve(base, path));
  return Object.freeze({
    env,
    file: {
      ...file,
      catalog: file.catalog.map(absolute),
      runbooks: file.runbooks.map(absolute),
      actions: {
        httpEndpoints: file.actions.httpEndpoints.map((endpoint) => withToken(endpoint, variables)),
      },
    },
    path: read?.path ?? null,
  });
}

/**
 * LangSmith's client uploads every prompt as soon as one of these is set, wherever it comes from; incident data goes
 * nowhere that the operator did not configure here.
 */
export function forbidTracing(): void {
  for (const name of [
    'LANGSMITH_TRACING',
    'LANGSMITH_TRACING_V2',
    'LANGCHAIN_TRACING',
    'LANGCHAIN_TRACING_V2',
  ]) {
    process.env[name] = 'false';
  }
}

function readFile(wanted: string | undefined): { path: string; text: string } | undefined {
  const path = resolve(wanted ?? DEFAULT_PATH);
  try {
    return { path, text: readFileSync(path, 'utf8') };
  } catch (error) {
    if (wanted === undefined) return undefined;
    throw new ConfigError(`FIREWATCH_CONFIG names ${path}, which cannot be read.`, { cause: error });
  }
}

function parseFile(path: string, text: string): ConfigFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [broken] = document.errors;
  if (broken) throw new ConfigError(`${path}:${lines.linePos(broken.pos[0]).line}: ${broken.message}`);
  const parsed = ConfigFile.safeParse(document.toJS() ?? {});
  if (parsed.success) return parsed.data;
  throw new ConfigError(
    parsed.error.issues
      .map((issue) => describe(path, issue, (keys) => lineOf(document, lines, keys)))
      .join('; '),
  );
}

function describe(
  path: string,
  issue: z.core.$ZodIssue,
  line: (keys: readonly PropertyKey[]) => number,
): string {
  const field = issue.path.map(String).join('.') || 'the file';
  return `${path}:${line(issue.path)}: ${field} ${issue.message}`;
}

/** Line of the deepest part of the path that exists. */
function lineOf(
  document: ReturnType<typeof parseDocument>,
  lines: LineCounter,
  keys: readonly PropertyKey[],
): number {
  for (let depth = keys.length; depth > 0; depth -= 1) {
    const node: unknown = document.getIn(keys.slice(0, depth), true);
    if (typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range)) {
      return lines.linePos(Number(node.range[0])).line;
    }
  }
  return 1;
}

function withToken(
  endpoint: ConfigFile['actions']['httpEndpoints'][number],
  variables: Readonly<Record<string, string | undefined>>,
): ConfigFile['actions']['httpEndpoints'][number] {
  if (endpoint.tokenEnv === undefined) return endpoint;
  const token = variables[endpoint.tokenEnv];
  if (!token) {
    throw new ConfigError(
      `${endpoint.tokenEnv} is not set; the endpoint ${endpoint.name} needs it as its token.`,
    );
  }
  return { ...endpoint, headers: { ...endpoint.headers, authorization: `Bearer ${token}` } };
}
