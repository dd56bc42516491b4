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

export const otherServices = {
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
  { alertmanager, featureFlags }: OtherServices,
  withToken: WithToken,
): OtherServices {
  return {
    ...(alertmanager && { alertmanager: withToken(alertmanager, 'actions.alertmanager') }),
    featureFlags: featureFlags.map((flag) => withToken(flag, `the flag ${flag.name}`)),
  };
}

function areDifferent(names: readonly string[]): boolean {
  return new Set(names).size === names.length;
}
