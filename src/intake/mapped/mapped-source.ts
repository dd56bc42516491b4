/** A sender whose JSON is read as webhooks.yaml says. */
import { createHash } from 'node:crypto';
import { shortened, type Alert } from '../../incidents/alert.js';
import { UserInputError } from '../../shared/errors.js';
import { readPath, type JsonPath } from '../../shared/read-path.js';
import { readEach } from '../alert-group.js';
import { sharedToken } from '../bearer.js';
import { isOneOf } from '../is-one-of.js';
import { EpochTime, parseJson, parseWith, Time } from '../payload.js';
import type { Received, Source } from '../source.js';
import type { Mapping } from './mapping.js';

/** Of a title; more names nothing. */
const MAX_TEXT = 1_000;

export function mappedSource(mapping: Mapping, tokens: readonly string[]): Source {
  const { name, header, tokenEnv } = mapping;
  return {
    name,
    path: `/webhooks/${name}`,
    ...(header === undefined ? sharedToken(tokens, tokenEnv) : headerToken(header, tokens, tokenEnv)),
    read: ({ body, receivedAt }) => readMapped(mapping, parseJson(body), receivedAt),
  };
}

function headerToken(header: string, tokens: readonly string[], variable: string) {
  const name = header.toLowerCase();
  const isKnown = isOneOf(tokens);
  return {
    admit(headers: Readonly<Record<string, string | string[] | undefined>>) {
      const given = headers[name];
      return typeof given === 'string' && isKnown(given)
        ? undefined
        : `Send the value of ${variable} in the header ${header}.`;
    },
    sign: (): Readonly<Record<string, string>> => ({ [name]: tokens[0] ?? '' }),
  };
}

/** @throws UserInputError when there is no alert where the mapping says. */
export function readMapped(mapping: Mapping, body: unknown, receivedAt: Date): Received {
  const found = mapping.items === undefined ? body : readPath(body, mapping.items);
  const items = Array.isArray(found) ? (found as readonly unknown[]) : [found];
  if (mapping.items !== undefined && !Array.isArray(found))
    throw new UserInputError(`Field ${shown(mapping.items)} is wrong: must be a list of alerts.`);
  return readEach(items, (item, index) => {
    const where = Array.isArray(found)
      ? `${mapping.items === undefined ? '' : shown(mapping.items)}[${index}].`
      : '';
    return toAlert(mapping, createReader(item, where), receivedAt);
  });
}

function toAlert(mapping: Mapping, reader: Reader, receivedAt: Date): Alert {
  const title = reader.required(mapping.title);
  const known = reader.time(mapping.startsAt);
  const at = reader.time(mapping.at) ?? receivedAt;
  const isOver = isResolved(mapping, reader);
  const service = reader.text(mapping.service);
  const description = reader.text(mapping.description);
  const labels = Object.entries(mapping.labels).flatMap(([label, path]) => {
    const text = reader.text(path);
    return text === undefined ? [] : [[label, text] as const];
  });
  return {
    source: mapping.name,
    fingerprint: fingerprintOf(mapping, reader),
    status: isOver ? 'resolved' : 'firing',
    name: title,
    labels: {
      ...Object.fromEntries(labels),
      ...(service === undefined ? {} : { service }),
      ...(mapping.severity && { severity: severityOf(mapping.severity, reader) }),
    },
    annotations: shortened({ summary: title, ...(description === undefined ? {} : { description }) }),
    startsAt: known ?? at,
    ...(known === undefined && { isStartGuessed: true as const }),
    endsAt: isOver ? at : null,
    generatorUrl: reader.text(mapping.link) ?? null,
    groupKey: null,
  };
}

function isResolved({ status }: Mapping, reader: Reader): boolean {
  if (status === undefined) return false;
  const given = reader.required(status.path);
  const isOneOf = (values: readonly string[]) =>
    values.some((value) => value.toLowerCase() === given.toLowerCase());
  if (isOneOf(status.resolved)) return true;
  if (isOneOf(status.firing)) return false;
  throw reader.wrong(status.path, `“${given}” is neither under firing nor under resolved in webhooks.yaml`);
}

function severityOf({ path, values, otherwise }: NonNullable<Mapping['severity']>, reader: Reader): string {
  const given = reader.text(path)?.toLowerCase();
  return Object.entries(values).find(([value]) => value.toLowerCase() === given)?.[1] ?? otherwise;
}

function fingerprintOf({ fingerprint }: Mapping, reader: Reader): string {
  const values = fingerprint.map((path) => reader.text(path) ?? '');
  if (values.every((value) => value === '')) reader.required(fingerprint[0] ?? '');
  return createHash('sha256').update(JSON.stringify(values)).digest('hex').slice(0, 32);
}

type Reader = ReturnType<typeof createReader>;

/** Values of one item as text; `where` stands before the path in what is said of it. */
function createReader(item: unknown, where: string) {
  const text = (path: JsonPath | undefined): string | undefined => {
    const value = path === undefined ? undefined : readPath(item, path);
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean')
      return undefined;
    return String(value).trim() || undefined;
  };
  const wrong = (path: JsonPath, why: string) =>
    new UserInputError(`Field ${where}${shown(path)} is wrong: ${why}.`);
  return {
    text,
    wrong,
    /** @throws UserInputError naming the path. */
    required(path: JsonPath): string {
      const found = text(path);
      if (found === undefined) throw wrong(path, 'must be text, a number, true or false');
      return found.slice(0, MAX_TEXT);
    },
    /** @throws UserInputError when there is something else than a time. */
    time(time: Mapping['startsAt']): Date | undefined {
      const given = time && text(time.path);
      if (time === undefined || given === undefined) return undefined;
      const value = time.format === 'seconds' ? Number(given) * 1000 : given;
      return parseWith(time.format === 'iso' ? Time : EpochTime, value, `${where}${shown(time.path)}`);
    },
  };
}

const shown = (path: JsonPath) => (typeof path === 'string' ? path : path.join('.'));
