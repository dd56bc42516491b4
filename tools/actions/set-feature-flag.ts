/** Sets one feature flag from the operator's list to one of its allowed values. Address and body are configuration. */
import { z } from 'zod';
import { UserInputError } from '../../src/shared/errors.js';
import { defineAction } from './action.js';
import { requireListed } from './kit/names.js';
import { UNKNOWN_RADIUS } from './kit/plan-parts.js';
import { changedSinceApproval, versionOf } from './kit/target-version.js';
import type { ActionFlags, NamedFlag } from './ports/flags.js';

const FLAGS = { of: 'flag', key: 'actions.featureFlags' };
const NAME = /^[A-Za-z0-9][\w.-]{0,62}$/;

export const setFeatureFlag = defineAction({
  name: 'set_feature_flag',
  description: 'Sets one feature flag from the list in firewatch.yaml to one of its values.',
  input: z.strictObject({
    flag: z
      .string()
      .regex(NAME, 'must be the name of a configured flag')
      .describe('Name of a flag under actions.featureFlags'),
    value: z
      .string()
      .regex(NAME, 'must be the name of one of its values')
      .describe('Name of one of the values of the flag'),
  }),
  async plan({ flag, value }, context) {
    const { flags, known } = find(context.flags, flag, value);
    const now = await flags.read(flag, context.signal);
    return {
      effect: `Set the flag ${flag} to ${value} (now: ${now.text})`,
      target: { name: `${known.service} (flag ${flag})`, version: versionOfFlag(known, value, now.text) },
      dryRun: now.value === value ? `It is ${value} already.` : `It is ${now.text} now.`,
      risk: known.risk,
      isReversible: now.value !== null,
      rollback:
        now.value === null
          ? `What it is now (${now.text}) is none of its configured values; set it by hand.`
          : `Set it to ${now.value} again.`,
      isIdempotent: true,
      service: known.service,
      blastRadius: UNKNOWN_RADIUS,
      undo:
        now.value === null || now.value === value
          ? null
          : {
              action: 'set_feature_flag',
              arguments: { flag, value: now.value },
              effect: `Set the flag ${flag} to ${now.value} (now: ${value})`,
            },
    };
  },
  async execute({ flag, value }, context) {
    const { flags, known } = find(context.flags, flag, value);
    const now = await flags.read(flag, context.signal);
    if (now.value === value) return { output: `It was ${value} already; nothing was sent.` };
    if (versionOfFlag(known, value, now.text) !== context.targetVersion)
      throw changedSinceApproval(
        flag,
        `The flag ${flag} is ${now.text} by now, which nobody approved to change.`,
      );
    const { signal, idempotencyKey } = context;
    await flags.write(flag, value, { idempotencyKey, ifMatch: now.etag, signal });
    return { output: `It was ${now.text}; ${value} was accepted.` };
  },
  async check({ flag, value }, context) {
    const { flags } = find(context.flags, flag, value);
    const now = await flags.read(flag, context.signal);
    return { isReached: now.value === value, text: `the flag ${flag} is ${now.text}` };
  },
});

function find(
  flags: ActionFlags | undefined,
  flag: string,
  value: string,
): { flags: ActionFlags; known: NamedFlag } {
  const known = flags?.describe(flag);
  const found = requireListed(flags && known && { flags, known }, FLAGS, flag);
  if (!found.known.values.includes(value))
    throw new UserInputError(
      `The flag ${flag} has no value ${value}; known are ${found.known.values.join(', ')}.`,
    );
  return found;
}

/** Changes when somebody else sets the flag, or the operator changes what the name or the value means. */
function versionOfFlag({ name, service, meaning }: NamedFlag, value: string, now: string): string {
  return versionOf([name, service, meaning, value, now]);
}
