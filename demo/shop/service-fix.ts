/**
 * Fixes that a service offers under `/admin`: `GET` shows the present state and what the fix would do, `POST` does it
 * and asks for the admin token.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { readJsonBody } from './http-server.js';
import type { StructuredLog } from './structured-log.js';

/** What the fix would do now. */
export interface FixPreview {
  /**
   * Stays the same as long as the decision would be the same, so that an approval given for one state is not used for
   * another. The numbers in `summary` and `state` may move meanwhile.
   */
  readonly version: string;
  readonly wouldChange: boolean;
  /** One sentence for the person who decides. */
  readonly summary: string;
  /** The present state in numbers. */
  readonly state: Readonly<Record<string, unknown>>;
}

export type FixResult =
  | { readonly status: 200; readonly changed: boolean; readonly summary: string }
  | { readonly status: 400; readonly error: string };

export interface ServiceFix {
  /** Unique in the shop, for example `rollback-checkout`. */
  readonly name: string;
  /** Below `/admin/`. */
  readonly path: string;
  readonly description: string;
  readonly risk: 'low' | 'medium' | 'high';
  /** Whether calling it twice is the same as calling it once. */
  readonly isIdempotent: boolean;
  readonly isReversible: boolean;
  /** How to undo it, for people. */
  readonly rollback: string;
  /** Name of another fix of the same service that takes this one back. */
  readonly undo?: string;
  /** The body that the fix is called with, where it needs one. */
  readonly body?: Readonly<Record<string, unknown>>;
  preview(): FixPreview;
  apply(body: unknown): FixResult;
}

export async function answerFix(deps: {
  request: IncomingMessage;
  service: string;
  path: string;
  fixes: readonly ServiceFix[];
  adminToken: string;
  log: StructuredLog;
  onCalled: (fix: string) => void;
}): Promise<{ status: number; body: unknown }> {
  const { request, service, path, fixes, adminToken, log } = deps;
  const fix = fixes.find((candidate) => path === `/admin/${candidate.path}`);
  if (fix === undefined) return { status: 404, body: { error: `There is no ${path} here.` } };
  if (request.method === 'GET') {
    const { version, ...preview } = fix.preview();
    return { status: 200, body: { fix: fix.name, target: { name: service, version }, ...preview } };
  }
  if (request.method !== 'POST')
    return { status: 405, body: { error: 'Use GET to preview and POST to apply.' } };
  if (!isSameSecret(request.headers.authorization, `Bearer ${adminToken}`)) {
    log.write('warn', 'fix refused, wrong token', { fix: fix.name });
    return { status: 401, body: { error: 'Send the admin token as "Authorization: Bearer …".' } };
  }
  deps.onCalled(fix.name);
  const { status, ...outcome } = fix.apply(await readJsonBody(request));
  log.write('info', 'fix called', { fix: fix.name, status, ...outcome });
  return { status, body: { fix: fix.name, ...outcome } };
}

/** Compares in constant time, whatever the lengths. */
function isSameSecret(given: string | undefined, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given ?? ''), digest(expected));
}
