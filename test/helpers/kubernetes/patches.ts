/** Merge patches (RFC 7386), and the `add` and `replace` of JSON patches (RFC 6902), in place. */

type Json = Record<string, unknown>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export function mergePatch(target: object, patch: unknown): void {
  if (!isObject(patch)) return;
  const into = target as Json;
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete into[key];
    else if (isObject(value)) {
      const old = into[key];
      const next = isObject(old) ? old : {};
      into[key] = next;
      mergePatch(next, value);
    } else into[key] = value;
  }
}

export function applyJsonPatch(target: object, patch: unknown): void {
  for (const { op, path, value } of patch as { op: string; path: string; value: unknown }[]) {
    const keys = path.split('/').slice(1);
    const last = keys.pop() ?? '';
    const into = keys.reduce<Json>((object, key) => object[key] as Json, target as Json);
    if (op !== 'replace' && op !== 'add') throw new Error(`${op} is not known here`);
    if (op === 'replace' && !(last in into)) throw new Error(`${path} is not there`);
    into[last] = value;
  }
}
