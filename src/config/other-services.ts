/** The parts of `actions` in the YAML file that name other services, and what may be done there. */
import { z } from 'zod';

const VARIABLE = 'must be the name of an environment variable';
const LABEL = 'must be the name of a label, such as service';
const ALERTS = 'must be a whole number from 1';

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

export const otherServices = {
  alertmanager: Alertmanager.optional(),
};
const OtherServices = z.object(otherServices);
type OtherServices = z.infer<typeof OtherServices>;

/** What has a `tokenEnv` gets its token; `who` needs it, for the message. */
type WithToken = <T extends { headers: Record<string, string>; tokenEnv?: string | undefined }>(
  target: T,
  who: string,
) => T;

export function withServiceTokens({ alertmanager }: OtherServices, withToken: WithToken): OtherServices {
  return {
    ...(alertmanager && { alertmanager: withToken(alertmanager, 'actions.alertmanager') }),
  };
}
