/** Reads the environment and the YAML file once, into one frozen value. The only place that looks at process.env. */
import { readFileSync } from 'node:fs';
import { dirname, isAbsolute, resolve } from 'node:path';
import { isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { ConfigError } from '../shared/errors.js';
import { withTokens } from './actions/actions.js';
import { Environment } from './environment.js';
import { withKey, type FallbackModel } from './fallback-models.js';
import { ConfigFile } from './file.js';
import { passedTo, withToken, type Variables } from './from-environment.js';

export interface Config {
  readonly env: Environment;
  readonly file: ConfigFile;
  /** Of the file, with their keys from the environment. */
  readonly fallbackModels: readonly FallbackModel[];
  /** Of the file, with what they get of our own environment. */
  readonly commands: readonly (ConfigFile['actions']['commands'][number] & {
    readonly env: Readonly<Record<string, string>>;
  })[];
  /** Of the environment, for files that name variables of their own. */
  variable(name: string): string | undefined;
  /** The YAML file that was read; null when there is none. */
  readonly path: string | null;
}

const DEFAULT_PATH = 'firewatch.yaml';

/**
 * @param variables the environment; a test passes its own.
 * @throws ConfigError that names every wrong variable, or file, line and field.
 */
export function loadConfig(variables: Variables = process.env): Config {
  const parsed = Environment.safeParse(variables);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`);
    throw new ConfigError(`${problems.join('; ')}.`);
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
      slos: file.slos.map(absolute),
      ...(file.webhooks === undefined ? {} : { webhooks: absolute(file.webhooks) }),
      approvals: {
        ...file.approvals,
        ...(file.approvals.policy === undefined ? {} : { policy: absolute(file.approvals.policy) }),
      },
      actions: withTokens(file.actions, variables),
      mcp: { servers: file.mcp.servers.map((server) => withVariables(server, variables)) },
    },
    fallbackModels: file.agent.fallbackModels.map((model) => withKey(model, variables)),
    commands: file.actions.commands.map((command) => ({
      ...command,
      env: passedTo(`the command ${command.name}`, command.passEnv, variables),
    })),
    variable: (name: string) => variables[name],
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
  const parsed = ConfigFile.safeParse(document.toJS() ?? {}, { error: describeMistake });
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.flatMap((issue) =>
    // Each unknown setting has a line of its own.
    (issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path]).map(
      (keys) => {
        const field = keys.map(String).join('.') || 'the file';
        return `${path}:${lineOf(document, lines, keys)}: ${field} ${issue.message}`;
      },
    ),
  );
  throw new ConfigError(`${problems.join('; ')}.`);
}

const TYPES: Readonly<Record<string, string>> = {
  array: 'a list',
  object: 'a mapping of settings',
  record: 'a mapping of settings',
  boolean: 'true or false',
  int: 'a whole number',
  number: 'a number',
  string: 'text',
};

/** Sentences for what the schema itself does not word, read after the field's name. */
function describeMistake(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'unrecognized_keys':
      return 'is not a setting that Firewatch knows';
    case 'invalid_type':
      return issue.input === undefined ? 'is missing' : `must be ${TYPES[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return `must be one of ${issue.values.map(String).join(', ')}`;
    default:
      return undefined;
  }
}

/** Line of the deepest part of the path that exists; a setting's own name where it has one. */
function lineOf(
  document: ReturnType<typeof parseDocument>,
  lines: LineCounter,
  keys: readonly PropertyKey[],
): number {
  for (let depth = keys.length; depth > 0; depth -= 1) {
    const parent: unknown = depth === 1 ? document.contents : document.getIn(keys.slice(0, depth - 1), true);
    const own = keys[depth - 1];
    const pair = isMap(parent)
      ? parent.items.find(({ key }) => isScalar(key) && key.value === own)?.key
      : document.getIn(keys.slice(0, depth), true);
    if (isNode(pair) && pair.range) return lines.linePos(pair.range[0]).line;
  }
  return 1;
}

function withVariables(
  server: ConfigFile['mcp']['servers'][number],
  variables: Variables,
): ConfigFile['mcp']['servers'][number] {
  const who = `the MCP server ${server.name}`;
  const passed = passedTo(who, server.passEnv, variables);
  return { ...withToken(server, variables, who), env: { ...server.env, ...passed } };
}
