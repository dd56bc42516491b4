/** The `actions.alertmanager` part of the YAML file: where people may have alerts silenced after an approval. */
import { z } from 'zod';
import { Address, credentialKeys, wholeNumber } from '../fields.js';

const LABEL = 'must be the name of a label, such as service';

export const Alertmanager = z.strictObject({
  url: Address,
  ...credentialKeys,
  /** Label of alerts that holds the service's name. */
  serviceLabel: z
    .string(LABEL)
    .regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/, LABEL)
    .default('service'),
  /** A silence may hide this many alerts that fire, no more. */
  maxAlerts: wholeNumber(1).default(5),
});
