/**
 * Models write numbers, truth values, lists and objects as texts. Where a tool's schema wants the one and the text can mean
 * nothing else, it is read as that. Whether it may stand is decided by the schema afterwards, as for everything.
 */
import { isRecord } from '../../shared/is-record.js';

/** As JSON writes them, so not in hexadecimal, nor with separators. */
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:e[+-]?\d+)?$/i;
const TRUTH: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['false', false],
]);

/** @param schema JSON Schema of what is wanted. The value itself where it is that already, or can be read in several ways. */
export function coerceInput(value: unknown, schema: unknown): unknown {
  if (!isRecord(schema)) return value;
  const { anyOf, type } = schema;
  if (Array.isArray(anyOf)) return coerceToOne(value, anyOf);
  if (Array.isArray(type))
    return coerceToOne(
      value,
      type.map((each: unknown) => ({ ...schema, type: each })),
    );
  const read = typeof value === 'string' ? readText(value.trim(), value, type) : value;
  if (type === 'array' && Array.isArray(read))
    return read.map((each: unknown) => coerceInput(each, schema['items']));
  if (type === 'object' && isRecord(read)) return coerceFields(read, schema['properties']);
  return read;
}

function readText(text: string, value: string, type: unknown): unknown {
  switch (type) {
    case 'number':
    case 'integer':
      return NUMBER.test(text) && Number.isFinite(Number(text)) ? Number(text) : value;
    case 'boolean':
      return TRUTH.get(text.toLowerCase()) ?? value;
    case 'array':
    case 'object': {
      const parsed = parseJson(text);
      return isOfType(parsed, type) ? parsed : value;
    }
    default:
      return value;
  }
}

function coerceFields(value: Readonly<Record<string, unknown>>, fields: unknown): unknown {
  if (!isRecord(fields)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [
      name,
      Object.hasOwn(fields, name) ? coerceInput(each, fields[name]) : each,
    ]),
  );
}

/** Of several kinds the one that the value has already, or the only one that it can be read as. */
function coerceToOne(value: unknown, kinds: readonly unknown[]): unknown {
  const own = kinds.filter((kind) => isRecord(kind) && isOfType(value, kind['type']));
  if (own.length > 0) return own.length === 1 ? coerceInput(value, own[0]) : value;
  const readings = kinds.map((kind) => coerceInput(value, kind)).filter((read) => read !== value);
  return readings.length === 1 ? readings[0] : value;
}

function isOfType(value: unknown, type: unknown): boolean {
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return isRecord(value);
  if (type === 'null') return value === null;
  return typeof value === (type === 'integer' ? 'number' : type);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
