/** Models that are asked, in order, when the first one does not answer. */
import { z } from 'zod';
import { ConfigError } from '../shared/errors.js';
import { Address, Variable } from './fields.js';
import type { Variables } from './from-environment.js';

const NAME = 'must be the name of a model';

export const FallbackModel = z.strictObject({
  model: z.string(NAME).min(1, NAME),
  /** An OpenAI-compatible server; without it the same as the first model's. */
  baseUrl: Address.optional(),
  /** Name of the environment variable that holds its key, so that the file holds no secret. */
  keyEnv: Variable.optional(),
});
export type FallbackModel = z.infer<typeof FallbackModel> & { readonly apiKey?: string };

/** @throws ConfigError naming the variable that is missing. */
export function withKey(model: z.infer<typeof FallbackModel>, variables: Variables): FallbackModel {
  if (model.keyEnv === undefined) return model;
  const apiKey = variables[model.keyEnv];
  if (!apiKey) {
    throw new ConfigError(
      `${model.keyEnv} is not set; the fallback model ${model.model} needs it as its key.`,
    );
  }
  return { ...model, apiKey };
}
