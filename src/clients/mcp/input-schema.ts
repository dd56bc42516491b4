/**
 * Reads the JSON Schema of a server's tool into one of ours: an object of described, bounded fields and nothing else.
 * Patterns and formats are left out: a pattern from outside could keep our process busy for hours.
 */
import { z } from 'zod';
import { UserInputError } from '../../shared/errors.js';
import { isRecord } from '../../shared/is-record.js';
import { cut } from '../../shared/text.js';
import { cleanWords } from './definition.js';

/** About 1,000 tokens. */
const MAX_CHARS = 4_000;
const MAX_DEPTH = 4;
const MAX_FIELDS = 60;
const MAX_CHOICES = 50;
const MAX_CHOICE_LENGTH = 100;
const MAX_ALTERNATIVES = 5;
const MAX_ITEMS = 50;
const MAX_TEXT_LENGTH = 2_000;
const MAX_WORDS_LENGTH = 200;
const FIELD_NAME = /^[A-Za-z_][A-Za-z0-9_.-]{0,63}$/;

type Schema = Readonly<Record<string, unknown>>;

interface Place {
  readonly root: Schema;
  readonly depth: number;
  /** Shared by the whole schema. */
  readonly budget: { fields: number };
}

/** @throws UserInputError that says what about it cannot be offered to a model. */
export function readInputSchema(schema: unknown): z.ZodType {
  if (!isRecord(schema)) throw new UserInputError('its input is no JSON Schema');
  const read = readObject(schema, { root: schema, depth: 0, budget: { fields: MAX_FIELDS } });
  if (JSON.stringify(z.toJSONSchema(read, { io: 'input' })).length <= MAX_CHARS) return read;
  throw new UserInputError(`its input takes more than ${MAX_CHARS} characters of every prompt`);
}

function readObject(schema: Schema, place: Place): z.ZodType {
  const properties = isRecord(schema['properties']) ? Object.entries(schema['properties']) : [];
  const required = new Set(Array.isArray(schema['required']) ? schema['required'] : []);
  const shape: Record<string, z.ZodType> = {};
  for (const [name, field] of properties) {
    if (!FIELD_NAME.test(name) || name === '__proto__')
      throw new UserInputError('a field of its input has an odd name');
    const read = readField(field, { ...place, depth: place.depth + 1 });
    shape[name] = required.has(name) ? read : read.optional();
  }
  return z.strictObject(shape);
}

function readField(given: unknown, place: Place): z.ZodType {
  place.budget.fields -= 1;
  if (place.budget.fields < 0) throw new UserInputError(`its input has more than ${MAX_FIELDS} fields`);
  if (place.depth > MAX_DEPTH) throw new UserInputError(`its input nests deeper than ${MAX_DEPTH} levels`);
  if (!isRecord(given)) return scalar();
  const schema = resolve(given, place);
  const words =
    typeof schema['description'] === 'string' ? cut(cleanWords(schema['description']), MAX_WORDS_LENGTH) : '';
  const read = readKind(schema, place);
  return words === '' ? read : read.describe(words);
}

function readKind(schema: Schema, place: Place): z.ZodType {
  const choices = 'const' in schema ? [schema['const']] : schema['enum'];
  if (Array.isArray(choices)) return readChoices(choices);
  const alternatives = schema['anyOf'] ?? schema['oneOf'] ?? schema['allOf'];
  if (Array.isArray(alternatives)) return readAlternatives(alternatives, place);
  const types = [schema['type']].flat().filter((type) => type !== 'null');
  if (types.length > 1)
    return readAlternatives(
      types.map((type) => ({ ...schema, type })),
      place,
    );
  switch (types[0]) {
    case 'string':
      return readString(schema);
    case 'integer':
      return readNumber(z.int(), schema);
    case 'number':
      return readNumber(z.number(), schema);
    case 'boolean':
      return z.boolean();
    case 'array':
      return z
        .array(readField(schema['items'], { ...place, depth: place.depth + 1 }))
        .max(bound(schema['maxItems'], MAX_ITEMS));
    case 'object':
      return isRecord(schema['properties'])
        ? readObject(schema, place)
        : z.record(z.string().max(MAX_CHOICE_LENGTH), scalar());
    default:
      return scalar();
  }
}

function readAlternatives(all: readonly unknown[], place: Place): z.ZodType {
  const others = all.filter((one) => !isRecord(one) || one['type'] !== 'null').slice(0, MAX_ALTERNATIVES + 1);
  if (others.length > MAX_ALTERNATIVES)
    throw new UserInputError('a field of its input may be too many things');
  const [first, ...rest] = others.map((one) => readField(one, place));
  if (!first) return scalar();
  return rest.length === 0 ? first : z.union([first, ...rest]);
}

function readChoices(choices: readonly unknown[]): z.ZodType {
  const plain = choices.filter((one) => ['string', 'number', 'boolean'].includes(typeof one)) as (
    string | number | boolean
  )[];
  const known = plain.filter(
    (one) => String(one).length <= MAX_CHOICE_LENGTH && cleanWords(String(one)) === String(one),
  );
  if (known.length === 0) return scalar();
  return z.literal(known.slice(0, MAX_CHOICES));
}

function readString(schema: Schema): z.ZodType {
  const text = z.string().max(bound(schema['maxLength'], MAX_TEXT_LENGTH));
  return typeof schema['minLength'] === 'number' && schema['minLength'] > 0 ? text.min(1) : text;
}

function readNumber(number: z.ZodNumber, schema: Schema): z.ZodType {
  const { minimum, maximum } = schema as { minimum?: unknown; maximum?: unknown };
  const from = typeof minimum === 'number' ? number.min(minimum) : number;
  return typeof maximum === 'number' ? from.max(maximum) : from;
}

/** `#/$defs/Name` of the same schema; how deep that leads is counted like everything else. */
function resolve(schema: Schema, { root }: Place): Schema {
  const [, group, name] =
    /^#\/(\$defs|definitions)\/([^/]+)$/.exec(typeof schema['$ref'] === 'string' ? schema['$ref'] : '') ?? [];
  if (group === undefined || name === undefined) return schema;
  const all = root[group];
  const found = isRecord(all) && Object.hasOwn(all, name) ? all[name] : undefined;
  return isRecord(found) ? { ...found, ...withoutRef(schema) } : {};
}

function withoutRef(schema: Schema): Schema {
  return Object.fromEntries(Object.entries(schema).filter(([key]) => key !== '$ref'));
}

const scalar = (): z.ZodType => z.union([z.string().max(MAX_TEXT_LENGTH), z.number(), z.boolean()]);

function bound(given: unknown, most: number): number {
  return typeof given === 'number' && given >= 1 ? Math.min(Math.floor(given), most) : most;
}
