/** Secrets and personal data in JSON: every text, every key, and values by the key they stand under. */
import { isSecretUnder } from './assignments.js';
import { classifyName, type NameKind } from './names.js';

export interface ValueRedactorDeps {
  redact(text: string): { readonly text: string };
  replace(group: 'secret' | 'person', kind: string, value: string): string;
  fail(message: string): never;
}

/** Deeper than any answer of a monitoring system; a cycle ends here too. */
const DEEPEST = 64;
/** No payment card has fewer digits; series hold thousands of shorter ones. */
const SHORTEST_NUMBER = 14;
const PLACEHOLDER_ONLY = /^<(?:secret|person):[a-z-]{2,40}:\d{1,9}>$/;

export function createValueRedactor({
  redact,
  replace,
  fail,
}: ValueRedactorDeps): (value: unknown) => unknown {
  const visit = (value: unknown, name: NameKind, depth: number): unknown => {
    if (depth > DEEPEST) fail(`The value nests deeper than ${DEEPEST} levels, or contains itself.`);
    if (typeof value === 'string') return visitText(value, name);
    if (typeof value === 'number' || typeof value === 'bigint') return visitNumber(value, name);
    if (value === null || value === undefined || typeof value === 'boolean') return value;
    if (Array.isArray(value)) return value.map((item) => visit(item, name, depth + 1));
    if (!isPlainObject(value)) return fail('Only JSON values can be looked through.');
    return visitObject(value, depth);
  };

  const visitText = (text: string, name: NameKind): string => {
    if (PLACEHOLDER_ONLY.test(text)) return text;
    // What a text holds by itself tells more (`aws-key`) than the key above it.
    const { text: redacted } = redact(text);
    if (redacted !== text && redacted.startsWith('<') && PLACEHOLDER_ONLY.test(redacted)) return redacted;
    return isSecretUnder(name, text) ? replace('secret', kindOf(name), text) : redacted;
  };

  const visitNumber = (value: number | bigint, name: NameKind): unknown => {
    const text = String(value);
    if (name === 'password' && isSecretUnder(name, text)) return replace('secret', 'password', text);
    if (text.length < SHORTEST_NUMBER) return value;
    const redacted = redact(text).text;
    return redacted === text ? value : redacted;
  };

  const visitObject = (object: Readonly<Record<string, unknown>>, depth: number): unknown => {
    const named = nameBeside(object);
    const isKubernetesSecret = object['kind'] === 'Secret';
    const entries = Object.entries(object).map(([key, value]) => {
      let kind = classifyName(key);
      if (named !== null && (key === 'value' || key === 'Value')) kind = named;
      const isData = isKubernetesSecret && (key === 'data' || key === 'stringData');
      const visited = isData && isPlainObject(value) ? hideAll(value) : visit(value, kind, depth + 1);
      return [redact(key).text, visited] as const;
    });
    return Object.fromEntries(entries);
  };

  const hideAll = (data: Readonly<Record<string, unknown>>): unknown =>
    Object.fromEntries(
      Object.entries(data).map(([key, value]) => {
        const text = typeof value === 'string' ? value : JSON.stringify(value);
        return [redact(key).text, PLACEHOLDER_ONLY.test(text) ? text : replace('secret', 'kubernetes', text)];
      }),
    );

  return (value) => visit(value, 'none', 0);
}

/** `{"name": "DB_PASSWORD", "value": "…"}`: environments and headers are often written so. */
function nameBeside(object: Readonly<Record<string, unknown>>): NameKind | null {
  const name = object['name'] ?? object['Name'] ?? object['key'] ?? object['Key'] ?? object['header'];
  return typeof name === 'string' ? classifyName(name) : null;
}

function kindOf(name: NameKind): string {
  if (name === 'header') return 'authorization';
  return name === 'password' || name === 'cookie' ? name : 'token';
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
