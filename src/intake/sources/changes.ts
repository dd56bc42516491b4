/** `POST /changes`: deploys, configuration and flag changes, reported by whoever makes them (a curl line in a pipeline). */
import { z } from 'zod';
import { CHANGE_KINDS, type Change } from '../../incidents/change.js';
import { bearer } from '../bearer.js';
import { parseJson, parseWith, Time } from '../payload.js';
import type { Source } from '../source.js';

/** What zod says by itself does not tell a sender what to write. */
const text = (example: string, longest: number) => {
  const message = `must be text such as ${example}, of 1 to ${longest} characters`;
  return z.string(message).min(1, message).max(longest, message);
};

/** A pipeline may not know it, and send what its variable holds: nothing. */
const WORDS = 'must be text of at most 200 characters';

const Fields = {
  id: text('build-4711', 200).describe("The sender's own id; sending it twice is harmless"),
  source: text('jenkins', 100).default('api'),
  kind: z.enum(CHANGE_KINDS, `must be one of ${CHANGE_KINDS.join(', ')}`),
  service: text('checkout', 200).nullable().default(null),
  summary: text('Release 1.15.0', 1000),
  version: z.string(WORDS).max(200, WORDS).nullable().default(null),
  author: z.string(WORDS).max(200, WORDS).nullable().default(null),
  at: Time.optional(),
};
const Body = z.object(Fields, 'must be one JSON object: one change a request');

export const changes = (tokens: readonly string[] | null): Source => ({
  name: 'changes',
  path: '/changes',
  ...bearer(tokens, 'CHANGES_TOKEN'),
  read: ({ body, receivedAt }) => ({ changes: [parseChange(parseJson(body), receivedAt)] }),
});

/** @throws UserInputError naming the field that is wrong. */
export function parseChange(body: unknown, receivedAt: Date): Change {
  const { at, ...change } = parseWith(Body, body);
  return { ...change, at: at ?? receivedAt };
}
