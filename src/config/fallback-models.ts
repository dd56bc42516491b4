/** Models that are asked, in order, when the first one does not answer. */
import { z } from 'zod';
import { ConfigError } from '../shared/errors.js';

const NAME = 'must be the name of a model';

export const FallbackModel = z.strictObject({
  model: z.string(NAME).min(1, NAME),
  /** An OpenAI-compatible server; without it the same as the first model's. */
  baseUrl: z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// address' }).optional(),
  /** Name of the environment variable that holds its key, so that the file holds no secret. */
  keyEnv: z
    .string()
    .regex(/^[A-Z][A-Z0-9_]*$/, 'must be the name of an environment variable')
    .optional(),
});
export type FallbackModel = z.infer<typeof FallbackModel> & { readonly apiKey?: string };

/** @throws ConfigError naming the variable that is missing. */
export function withKey(
  model: z.infer<typeof FallbackModel>,
  variables: Readonly<Record<string, string | undefined>>,
): FallbackModel {
  if (model.keyEnv === undefined) return model;
  const apiKey = variables[model.keyEnv];
  if (!apiKey) {
    throw new ConfigError(
      `${model.keyEnv} is not set; the fallback model ${model.model} needs it as its key.`,
    );
  }
  return { ...model, apiKey };
}
