/** Holds a model to services that exist: an unknown name is answered with the names it may have meant. */
import type { Service, ServiceCatalog } from '../../src/incidents/service.js';
import type { ToolResult } from '../tool.js';

export type Refusal = Extract<ToolResult, { status: 'refused' }>;

const MAX_SUGGESTIONS = 5; // likely meant; more would only be guessed from
const MAX_LISTED = 20; // shown when nothing is near
/** One typing error in three letters; two are always forgiven. */
const ERRORS_PER_LETTER = 1 / 3;
const FORGIVEN = 2;

/** The service of this name, or what to say. */
export function lookUp(name: string, catalog: ServiceCatalog): Service | Refusal {
  const service = catalog.get(name);
  if (service) return service;
  const known = catalog.list().map((one) => one.name);
  const near = findNear(name, known);
  if (near.length > 0) {
    return refuse(`The catalogue has no ${JSON.stringify(name)}. Did you mean ${near.join(' or ')}?`);
  }
  const shown = known.slice(0, MAX_LISTED).join(', ');
  const more = known.length > MAX_LISTED ? ` and ${known.length - MAX_LISTED} more` : '';
  return refuse(`The catalogue has no ${JSON.stringify(name)}. It knows ${shown || 'no service'}${more}.`);
}

/** Each once, in their order, or what to say about the first that is unknown. */
export function lookUpAll(names: readonly string[], catalog: ServiceCatalog): readonly Service[] | Refusal {
  const services: Service[] = [];
  for (const name of new Set(names)) {
    const found = lookUp(name, catalog);
    if ('status' in found) return found;
    services.push(found);
  }
  return services;
}

export function refuse(reason: string): Refusal {
  return { status: 'refused', reason };
}

function findNear(asked: string, known: readonly string[]): readonly string[] {
  const wanted = asked.toLowerCase();
  return known
    .map((name) => ({ name, errors: errorsBetween(wanted, name.toLowerCase()) }))
    .filter(({ name, errors }) => errors <= Math.max(FORGIVEN, name.length * ERRORS_PER_LETTER))
    .sort((a, b) => a.errors - b.errors || (a.name < b.name ? -1 : 1))
    .slice(0, MAX_SUGGESTIONS)
    .map(({ name }) => name);
}

/** Letters to insert, delete or replace (Levenshtein 1966); a name inside the other counts as one error. */
function errorsBetween(a: string, b: string): number {
  if (a === b) return 0;
  if ((a.length > 2 && b.includes(a)) || (b.length > 2 && a.includes(b))) return 1;
  // Each letter more is one error at least; thousands of names are not worth a closer look each.
  const least = Math.abs(a.length - b.length);
  if (least > Math.max(FORGIVEN, b.length * ERRORS_PER_LETTER)) return least;
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
