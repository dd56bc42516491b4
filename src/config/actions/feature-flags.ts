/** The `actions.featureFlags` part of the YAML file: flags, and the values that people may have set after an approval. */
import { z } from 'zod';
import { Address, areDifferent, credentialKeys, Risk } from '../fields.js';

/** As flags are called elsewhere: `checkout.newCart`. */
const FlagName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/, 'must be letters, digits, dots, dashes and underscores');
const SCALAR = 'must be text, a number, true, false or null';

const FeatureFlag = z
  .strictObject({
    name: FlagName,
    service: z.string(),
    readUrl: Address,
    /** With dots; empty: the answer itself. */
    readPath: z.string().default(''),
    writeUrl: Address,
    method: z.enum(['PUT', 'PATCH', 'POST']).default('PUT'),
    ...credentialKeys,
    values: z
      .array(
        z.strictObject({
          name: FlagName,
          /** What is read while the flag has this value. */
          reads: z.union([z.string(), z.number(), z.boolean(), z.null()], SCALAR),
          /** Sent as JSON to give it this value. */
          body: z.unknown().optional(),
        }),
      )
      .min(2, 'must have two values at least, so that there is a way back'),
    risk: Risk.default('medium'),
  })
  .refine(({ values }) => areDifferent(values.map(({ name }) => name)), {
    path: ['values'],
    error: 'has two values of the same name',
  })
  .refine(({ values }) => areDifferent(values.map(({ reads }) => JSON.stringify(reads))), {
    path: ['values'],
    error: 'has two values that read the same, so nobody could tell which one is set',
  });

export const FeatureFlags = z
  .array(FeatureFlag)
  .refine((flags) => areDifferent(flags.map(({ name }) => name)), 'has two flags of the same name')
  .default([]);
