/** The `mcp` part of the YAML file: servers whose tools the agent may look with, and whose tools people may have run. */
import { z } from 'zod';
import {
  Address,
  areDifferent,
  credentialKeys,
  Name,
  Risk,
  timeout,
  Variable,
  wayBackKeys,
} from './fields.js';

/** Our own tools begin with these, so that no tool of a server can be taken for one of them. */
const OUR_VERBS = ['find', 'get', 'list', 'query', 'read', 'search', 'propose', 'submit'];
const SERVER_NAME = 'must be lower-case letters and digits, 20 at most, beginning with a letter';
const OWN_NAME = `must not be one of ${OUR_VERBS.join(', ')}: Firewatch's own tools begin so`;
const SHA256 = 'must be the 64 hexadecimal digits that `firewatch doctor` shows';
/** A tool call waits no longer than any other tool of the agent. */
const MAX_TIMEOUT_SECONDS = 15;
/** Each is part of every prompt. */
const MAX_TOOLS = 20;
const TOO_MANY_TOOLS = `has more than ${MAX_TOOLS} tools, and each is part of every prompt`;

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/, SHA256);
const Scalar = z.union([z.string(), z.number(), z.boolean()], 'must be text, a number, true or false');

const ReadingTool = z.strictObject({
  name: z.string().min(1),
  sha256: Sha256.optional(),
});

const RunnableCall = z.strictObject({
  name: Name,
  description: z.string(),
  tool: z.string().min(1),
  service: z.string(),
  /** Sent as they are. */
  arguments: z.record(z.string(), z.unknown()).default({}),
  /** Arguments of which the runbook names one of these values. */
  choices: z.record(z.string(), z.array(Scalar).min(1)).default({}),
  risk: Risk,
  idempotent: z.boolean().default(false),
  ...wayBackKeys,
  sha256: Sha256.optional(),
});

const Server = z
  .strictObject({
    name: z
      .string()
      .regex(/^[a-z][a-z0-9]{0,19}$/, SERVER_NAME)
      .refine((name) => !OUR_VERBS.includes(name), OWN_NAME),
    url: Address.optional(),
    ...credentialKeys,
    command: z.string().min(1).optional(),
    args: z.array(z.string()).default([]),
    /** What the process finds in its environment beside PATH, HOME and the like. */
    env: z.record(z.string(), z.string()).default({}),
    /** The same, from our own environment, so that the file holds no secret. */
    passEnv: z.array(Variable).default([]),
    timeout: timeout(MAX_TIMEOUT_SECONDS, '10s'),
    tools: z.array(ReadingTool).max(MAX_TOOLS, TOO_MANY_TOOLS).default([]),
    actions: z.array(RunnableCall).default([]),
  })
  .refine(({ url, command }) => (url === undefined) !== (command === undefined), {
    error: 'needs url or command, and not both',
  })
  .refine(({ command, tokenEnv, headers }) => !command || (!tokenEnv && Object.keys(headers).length === 0), {
    error: 'has headers or tokenEnv, which only a url takes; a command gets variables by passEnv',
  })
  .refine(({ url, args, env, passEnv }) => !url || [...args, ...Object.keys(env), ...passEnv].length === 0, {
    error: 'has args, env or passEnv, which only a command takes',
  });

export const Mcp = z
  .strictObject({ servers: z.array(Server).prefault([]) })
  .refine(({ servers }) => areDifferent(servers.map(({ name }) => name)), {
    path: ['servers'],
    error: 'has two servers of the same name',
  })
  .refine(({ servers }) => areDifferent(servers.flatMap(({ actions }) => actions.map(({ name }) => name))), {
    path: ['servers'],
    error: 'has two actions of the same name',
  })
  .prefault({});
export type Mcp = z.infer<typeof Mcp>;
