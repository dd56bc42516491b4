/** The parts of `actions` in the YAML file that name other services, and what may be done there. */
import { z } from 'zod';

const VARIABLE = 'must be the name of an environment variable';
const LABEL = 'must be the name of a label, such as service';
const ALERTS = 'must be a whole number from 1';

const NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/;
const NAMED = 'must be letters, digits, dots, dashes and underscores';
const SCALAR = 'must be text, a number, true, false or null';

const Address = z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// address' });
const Variable = z.string().regex(/^[A-Z][A-Z0-9_]*$/, VARIABLE);

const Alertmanager = z.strictObject({
  url: Address,
  headers: z.record(z.string(), z.string()).default({}),
  /** Name of the environment variable that holds a bearer token, so that the file holds no secret. */
  tokenEnv: Variable.optional(),
  /** Label of alerts that holds the service's name. */
  serviceLabel: z
    .string(LABEL)
    .regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/, LABEL)
    .default('service'),
  /** A silence may hide this many alerts that fire, no more. */
  maxAlerts: z.number(ALERTS).int(ALERTS).min(1, ALERTS).default(5),
});

const FeatureFlag = z
  .strictObject({
    name: z.string().regex(NAME, NAMED),
    service: z.string(),
    readUrl: Address,
    /** With dots; empty: the answer itself. */
    readPath: z.string().default(''),
    writeUrl: Address,
    method: z.enum(['PUT', 'PATCH', 'POST']).default('PUT'),
    headers: z.record(z.string(), z.string()).default({}),
    tokenEnv: Variable.optional(),
    values: z
      .array(
        z.strictObject({
          name: z.string().regex(NAME, NAMED),
          /** What is read while the flag has this value. */
          reads: z.union([z.string(), z.number(), z.boolean(), z.null()], SCALAR),
          /** Sent as JSON to give it this value. */
          body: z.unknown().optional(),
        }),
      )
      .min(2, 'must have two values at least, so that there is a way back'),
    risk: z.enum(['low', 'medium', 'high']).default('medium'),
  })
  .refine(({ values }) => areDifferent(values.map(({ name }) => name)), {
    path: ['values'],
    error: 'has two values of the same name',
  })
  .refine(({ values }) => areDifferent(values.map(({ reads }) => JSON.stringify(reads))), {
    path: ['values'],
    error: 'has two values that read the same, so nobody could tell which one is set',
  });

const GITHUB_NAME = 'must be lower-case letters, digits and dashes';
const GitHubName = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, GITHUB_NAME);
const Repository = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9-]*\/[A-Za-z0-9_.-]+$/, 'must be owner/name')
  .refine((repository) => !/\/\.{1,2}$/.test(repository), 'must be owner/name');
const Risk = z.enum(['low', 'medium', 'high']);

const Workflow = z
  .strictObject({
    name: GitHubName,
    service: z.string(),
    repository: Repository,
    file: z
      .string()
      .regex(
        /^[\w-][\w.-]*\.ya?ml$/,
        'must be the name of a file in .github/workflows, such as rollback.yml',
      ),
    ref: z.string().min(1, 'must be a branch or a tag'),
    inputs: z.record(z.string(), z.string()).default({}),
    choices: z.record(z.string(), z.array(z.string()).min(1, 'must have one value at least')).default({}),
    /** The input that takes the key of the proposal. */
    keyInput: z.string().optional(),
    risk: Risk,
    reversible: z.boolean().default(false),
    rollback: z.string().default('Not described.'),
  })
  .refine(
    ({ inputs, choices, keyInput = [] }) =>
      areDifferent([...Object.keys(inputs), ...Object.keys(choices), ...[keyInput].flat()]),
    'names an input twice; each belongs into inputs, choices or keyInput',
  );

const GitHubEnvironment = z.strictObject({
  name: GitHubName,
  service: z.string(),
  repository: Repository,
  environment: z.string().min(1, 'must be the name that GitHub has for it, such as production'),
  risk: Risk,
});

const GitHub = z.strictObject({
  apiUrl: Address.default('https://api.github.com'),
  headers: z.record(z.string(), z.string()).default({}),
  tokenEnv: Variable,
  workflows: z
    .array(Workflow)
    .refine(
      (workflows) => areDifferent(workflows.map(({ name }) => name)),
      'has two workflows of the same name',
    )
    .default([]),
  environments: z
    .array(GitHubEnvironment)
    .refine((all) => areDifferent(all.map(({ name }) => name)), 'has two environments of the same name')
    .default([]),
});

export const otherServices = {
  github: GitHub.optional(),
  alertmanager: Alertmanager.optional(),
  featureFlags: z
    .array(FeatureFlag)
    .refine((flags) => areDifferent(flags.map(({ name }) => name)), 'has two flags of the same name')
    .default([]),
};
const OtherServices = z.object(otherServices);
type OtherServices = z.infer<typeof OtherServices>;

/** What has a `tokenEnv` gets its token; `who` needs it, for the message. */
type WithToken = <T extends { headers: Record<string, string>; tokenEnv?: string | undefined }>(
  target: T,
  who: string,
) => T;

export function withServiceTokens(
  { alertmanager, featureFlags, github }: OtherServices,
  withToken: WithToken,
): OtherServices {
  return {
    ...(alertmanager && { alertmanager: withToken(alertmanager, 'actions.alertmanager') }),
    ...(github && { github: withToken(github, 'actions.github') }),
    featureFlags: featureFlags.map((flag) => withToken(flag, `the flag ${flag.name}`)),
  };
}

function areDifferent(names: readonly string[]): boolean {
  return new Set(names).size === names.length;
}
