/** `POST /changes`: deploys, configuration and flag changes, reported by whoever makes them (a curl line in a pipeline). */
import { z } from 'zod';
import { CHANGE_KINDS, type Change } from '../../incidents/change.js';
import { bearer } from '../bearer.js';
import { parseJson, parseWith, Time } from '../payload.js';
import type { Source } from '../source.js';

const Body = z.object({
  id: z.string().min(1).max(200).describe("The sender's own id; sending it twice is harmless"),
  source: z.string().min(1).max(100).default('api'),
  kind: z.enum(CHANGE_KINDS, `must be one of ${CHANGE_KINDS.join(', ')}`),
  service: z.string().min(1).max(200).nullable().default(null),
  summary: z.string().min(1).max(1000),
  version: z.string().max(200).nullable().default(null),
  author: z.string().max(200).nullable().default(null),
  at: Time.optional(),
});

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
