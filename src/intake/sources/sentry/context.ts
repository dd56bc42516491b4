/** What Sentry's payloads have in common. */
import { z } from 'zod';
import type { Service } from '../../../incidents/service.js';
import { cut, oneLine } from '../../../shared/text.js';

/** What is known besides the payload. */
export interface SentryContext {
  readonly services: readonly Service[];
  /** When Sentry sent it; most of what it tells carries no time of its own. */
  readonly sentAt: Date;
}

/** Sentry writes ids as texts, and did not always. */
export const Id = z
  .union([z.string().min(1).max(100), z.number()], 'must be an id')
  .transform((id) => String(id));

/** The one component that the catalogue says is this project (`project` or `organisation/project`); else the project's slug. */
export function serviceOfProject(slug: string, services: readonly Service[]): string {
  const [only, ...others] = services.filter(
    ({ sentryProject }) => sentryProject?.split('/').at(-1)?.toLowerCase() === slug.toLowerCase(),
  );
  return only && others.length === 0 ? only.name : slug;
}

const MAX_NAME = 200;

export const nameOf = (title: string) => cut(oneLine(title) || 'unnamed alert', MAX_NAME);

/** Without those that have no value. */
export function texts(entries: Readonly<Record<string, string | null | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(entries).flatMap(([name, text]) => (text ? [[name, text] as const] : [])),
  );
}
