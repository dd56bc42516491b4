/** The `actions.github` part of the YAML file: workflows and environments that people may have used after an approval. */
import { z } from 'zod';
import { Address, areDifferent, credentialKeys, Name, Risk, Variable, wayBackKeys } from '../fields.js';

const REPOSITORY = 'must be owner/name';

const Repository = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9-]*\/[A-Za-z0-9_.-]+$/, REPOSITORY)
  .refine((repository) => !/\/\.{1,2}$/.test(repository), REPOSITORY);

const Workflow = z
  .strictObject({
    name: Name,
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
    ...wayBackKeys,
  })
  .refine(
    ({ inputs, choices, keyInput = [] }) =>
      areDifferent([...Object.keys(inputs), ...Object.keys(choices), ...[keyInput].flat()]),
    'names an input twice; each belongs into inputs, choices or keyInput',
  );

const Environment = z.strictObject({
  name: Name,
  service: z.string(),
  repository: Repository,
  environment: z.string().min(1, 'must be the name that GitHub has for it, such as production'),
  risk: Risk,
});

export const GitHub = z.strictObject({
  apiUrl: Address.default('https://api.github.com'),
  ...credentialKeys,
  tokenEnv: Variable,
  workflows: z
    .array(Workflow)
    .refine((all) => areDifferent(all.map(({ name }) => name)), 'has two workflows of the same name')
    .default([]),
  environments: z
    .array(Environment)
    .refine((all) => areDifferent(all.map(({ name }) => name)), 'has two environments of the same name')
    .default([]),
});
