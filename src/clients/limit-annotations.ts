/**
 * What can run out, from annotations of the catalogue. Each reads like the condition of an alert, with the unit behind it:
 * `node_filesystem_avail_bytes{service="$service"} <= 0 bytes`. `<=` says that it falls towards its end, `>=` that it rises.
 */
import { fillPlaceholders } from '../incidents/runbook.js';
import type { WatchedLimit } from '../incidents/service.js';

export const LIMIT_PREFIX = 'firewatch.dev/forecast-';

/** What the words stand for, and what a limit written in them is multiplied with. */
const UNITS: Readonly<Record<string, readonly [unit: WatchedLimit['unit'], size: number]>> = {
  ratio: ['ratio', 1],
  seconds: ['seconds', 1],
  per_second: ['per_second', 1],
  number: ['number', 1],
  bytes: ['bytes', 1],
  KiB: ['bytes', 1024],
  MiB: ['bytes', 1024 ** 2],
  GiB: ['bytes', 1024 ** 3],
  TiB: ['bytes', 1024 ** 4],
};
/** The last comparison of the text; whatever stands before it is PromQL. */
const CONDITION = /^([\s\S]*\S)\s*(<=|>=)\s*(-?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*([A-Za-z_]*)$/i;
const NAME = /^[A-Za-z0-9]+(?:[-_][A-Za-z0-9]+)*$/;

export interface ReadLimits {
  readonly limits: readonly WatchedLimit[];
  /** By the name in the annotation; a sentence's end, to stand behind the file and line. */
  readonly problems: readonly { readonly name: string; readonly text: string }[];
}

export function readLimits(
  annotations: Readonly<Record<string, string | null>>,
  values: { readonly service: string; readonly window: string },
): ReadLimits {
  const limits: WatchedLimit[] = [];
  const problems: { name: string; text: string }[] = [];
  for (const [key, text] of Object.entries(annotations)) {
    if (!key.startsWith(LIMIT_PREFIX)) continue;
    const name = key.slice(LIMIT_PREFIX.length);
    const read = readLimit(name, text ?? '', values);
    if (typeof read === 'string') problems.push({ name, text: read });
    else limits.push(read);
  }
  return { limits, problems };
}

/** What is wrong, or the limit. */
function readLimit(
  name: string,
  text: string,
  values: { readonly service: string; readonly window: string },
): WatchedLimit | string {
  const subject = `the forecast "${name}" of ${values.service}`;
  if (!NAME.test(name)) return `${subject} needs a name of letters, digits and hyphens.`;
  const [, template, operator, limit, word = ''] = CONDITION.exec(text.trim()) ?? [];
  if (template === undefined || operator === undefined || limit === undefined)
    return `${subject} must be a query, ">=" or "<=", the limit and its unit, such as "disk_used / disk_size >= 1 ratio"; it was left out.`;
  const known = UNITS[word === '' ? 'number' : word];
  if (!known) {
    const units = Object.keys(UNITS).join(', ');
    return `${subject} has the unit "${word}", which must be one of ${units}; it was left out.`;
  }
  const query = fillPlaceholders(template, values);
  if (query === undefined) return `${subject} cannot be asked for a service of that name; it was left out.`;
  return {
    name: name.replace(/[-_]+/g, ' '),
    query,
    limit: Number(limit) * known[1],
    direction: operator === '>=' ? 'up' : 'down',
    unit: known[0],
  };
}
