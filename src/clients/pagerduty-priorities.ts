/** The account's own scale of priorities, by our severities. It rarely changes, so that it is remembered for a while. */
import { z } from 'zod';
import { UpstreamError } from '../shared/errors.js';
import type { Severity } from '../incidents/incident.js';
import { severityOfWord } from '../incidents/severity.js';
import type { PagerDutyRest } from './pagerduty-rest.js';

const REMEMBERED_MS = 10 * 60_000;

const Priority = z.object({ id: z.string(), name: z.string().nullish(), summary: z.string().nullish() });

export type Priorities = (severity: Severity, signal?: AbortSignal) => Promise<string | null>;

/** Finds the id of the worst priority that says so much; null when the account has none, or none that we understand. */
export function createPriorities(rest: PagerDutyRest): Priorities {
  let known: { readonly ids: ReadonlyMap<Severity, string>; readonly until: number } | undefined;

  async function read(signal?: AbortSignal): Promise<ReadonlyMap<Severity, string>> {
    const ids = new Map<Severity, string>();
    try {
      const rows = await rest.list({ method: 'GET', path: '/priorities', signal }, 'priorities', Priority);
      for (const { id, name, summary } of rows) {
        const severity = severityOfWord(name ?? summary ?? '');
        if (severity && !ids.has(severity)) ids.set(severity, id);
      }
    } catch (error) {
      if (!isWithoutPriorities(error)) throw error;
    }
    return ids;
  }

  return async function findPriority(severity, signal) {
    if (!known || known.until < Date.now())
      known = { ids: await read(signal), until: Date.now() + REMEMBERED_MS };
    return known.ids.get(severity) ?? null;
  };
}

/** Accounts whose plan has none, or that have switched them off. */
function isWithoutPriorities(error: unknown): boolean {
  return error instanceof UpstreamError && [402, 403, 404].includes(error.status ?? 0);
}
