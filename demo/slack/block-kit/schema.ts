/** Small building blocks for checks on JSON: each reports what is wrong and where, in Slack's words. */
import { isJsonObject } from '../http/request.js';
import type { Json } from '../workspace/model.js';

/** Collects problems; `pointer` is a JSON pointer such as `/blocks/0/text`. */
export type Report = (problem: string, pointer: string) => void;
export type Check = (value: unknown, pointer: string, report: Report) => void;

export function string(max: number, min = 1): Check {
  return (value, pointer, report) => {
    if (typeof value !== 'string') report('must be a string', pointer);
    else if (value.length > max) report(`must be less than ${max + 1} characters`, pointer);
    else if (value.length < min) report(`must be more than ${min - 1} characters`, pointer);
  };
}

export const boolean: Check = (value, pointer, report) => {
  if (typeof value !== 'boolean') report('must be a boolean', pointer);
};

export const number: Check = (value, pointer, report) => {
  if (typeof value !== 'number' || !Number.isFinite(value)) report('must be a number', pointer);
};

export function integer(min: number, max: number): Check {
  return (value, pointer, report) => {
    if (!Number.isInteger(value)) report('must be an integer', pointer);
    else if ((value as number) < min || (value as number) > max)
      report(`must be from ${min} to ${max}`, pointer);
  };
}

export function pattern(expression: RegExp, meaning: string): Check {
  return (value, pointer, report) => {
    if (typeof value !== 'string' || !expression.test(value)) report(`must be ${meaning}`, pointer);
  };
}

export function oneOf(...allowed: readonly string[]): Check {
  return (value, pointer, report) => {
    if (typeof value !== 'string' || !allowed.includes(value)) {
      report(`must be one of: ${allowed.join(', ')}`, pointer);
    }
  };
}

/** Anything at all: fields whose inside Slack does not document. */
export const anything: Check = () => undefined;

export function list(item: Check, max: number, min = 1): Check {
  return (value, pointer, report) => {
    if (!Array.isArray(value)) {
      report('must be an array', pointer);
      return;
    }
    if (value.length < min) report(`must have at least ${min} items`, pointer);
    if (value.length > max) report(`no more than ${max} items allowed`, pointer);
    value.forEach((one, index) => item(one, `${pointer}/${index}`, report));
  };
}

/** An object with exactly these fields. */
export function object(required: Record<string, Check>, optional: Record<string, Check> = {}): Check {
  const known = new Map(Object.entries({ ...required, ...optional }));
  return (value, pointer, report) => {
    if (!isJsonObject(value)) {
      report('must be an object', pointer);
      return;
    }
    for (const name of Object.keys(required)) {
      if (value[name] === undefined || value[name] === null)
        report(`missing required field: ${name}`, pointer);
    }
    for (const [name, inside] of Object.entries(value)) {
      if (inside === undefined || inside === null) continue;
      const check = known.get(name);
      if (check === undefined) report(`invalid additional property: ${name}`, pointer);
      else check(inside, `${pointer}/${name}`, report);
    }
  };
}

/** An object told apart by its `type`; other types are unsupported here. */
export function byType(kinds: Record<string, Check>, what: string): Check {
  return (value, pointer, report) => {
    const type = isJsonObject(value) ? value['type'] : undefined;
    const check = typeof type === 'string' && Object.hasOwn(kinds, type) ? kinds[type] : undefined;
    if (check === undefined) report(`unsupported type for ${what}: ${String(type)}`, `${pointer}/type`);
    else check(value, pointer, report);
  };
}

/** Adds a rule that looks at the object as a whole. */
export function withRule(check: Check, rule: (value: Json, pointer: string, report: Report) => void): Check {
  return (value, pointer, report) => {
    check(value, pointer, report);
    if (isJsonObject(value)) rule(value, pointer, report);
  };
}
