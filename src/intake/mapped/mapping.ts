/** webhooks.yaml as people write it: senders of JSON that Firewatch has no reader of its own for. */
import { z } from 'zod';

const NAME = 'must be lower-case letters, digits and dashes, 40 at most, beginning with a letter';
const PATH = 'must be a path such as event.host.name, or a list of keys where one of them has a dot';
const SCALAR = 'must be text, a number, true or false';
const SEVERITY = 'must be critical, high, warning or info, or sev1 to sev4';

const Path = z.union(
  [
    z.string().min(1).max(300),
    z
      .array(z.union([z.string(), z.int().min(0)]))
      .min(1)
      .max(20),
  ],
  PATH,
);
const Scalar = z.union([z.string(), z.number(), z.boolean()], SCALAR).transform((value) => String(value));
const Severity = z.enum(['critical', 'high', 'warning', 'info', 'sev1', 'sev2', 'sev3', 'sev4'], SEVERITY);
const Time = z.strictObject({
  path: Path,
  format: z.enum(['iso', 'seconds', 'milliseconds'], 'must be iso, seconds or milliseconds').default('iso'),
});

const Mapping = z.strictObject({
  /** Its address is /webhooks/<name>. */
  name: z.string(NAME).regex(/^[a-z][a-z0-9-]{0,39}$/, NAME),
  /** The variable that holds the sender's token. */
  tokenEnv: z
    .string()
    .regex(/^[A-Z][A-Z0-9_]*$/, 'must be the name of an environment variable')
    .default('WEBHOOK_TOKEN'),
  /** For senders that cannot set Authorization: the header that holds the token and nothing else. */
  header: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9-]{0,60}$/, 'must be the name of a header')
    .optional(),
  /** Where the list of alerts is; without it the body is the alert, or the list. */
  items: Path.optional(),
  title: Path,
  /** Values that together say which alert it is, whenever it is told. */
  fingerprint: z.array(Path, 'must be a list of paths').min(1, 'must have a path at least'),
  /** Without it everything is firing. */
  status: z
    .strictObject({
      path: Path,
      firing: z.array(Scalar).min(1, 'must have a value at least'),
      resolved: z.array(Scalar).default([]),
    })
    .optional(),
  severity: z
    .strictObject({
      path: Path,
      values: z.record(z.string(), Severity),
      otherwise: Severity.default('warning'),
    })
    .optional(),
  service: Path.optional(),
  description: Path.optional(),
  link: Path.optional(),
  /** When it began, the same in every message about it. */
  startsAt: Time.optional(),
  /** When what the message tells happened, for senders that do not say when it began. */
  at: Time.optional(),
  labels: z.record(z.string().min(1).max(100), Path).default({}),
});
export type Mapping = z.output<typeof Mapping>;

export const MappingDocument = z.strictObject({
  webhooks: z
    .array(Mapping, 'must be a list of webhooks')
    .refine((list) => new Set(list.map(({ name }) => name)).size === list.length, 'has two of the same name'),
});
