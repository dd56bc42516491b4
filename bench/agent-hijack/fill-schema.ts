/** Values that a JSON schema accepts, with a text of choice wherever a text may stand. */

export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly JsonSchema[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maxItems?: number;
}

/** `choose` gives the text for a property; undefined leaves it to the schema. */
export function fillSchema(
  schema: JsonSchema,
  name: string,
  choose: (name: string) => string | undefined,
): unknown {
  const option = schema.anyOf?.find(({ type }) => type !== 'null');
  if (option) return fillSchema(option, name, choose);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  if (schema.properties) {
    return Object.fromEntries(
      Object.entries(schema.properties).map(([key, inside]) => [key, fillSchema(inside, key, choose)]),
    );
  }
  if (schema.items) return [fillSchema(schema.items, name, choose)];
  switch (schema.type) {
    case 'string':
      return /E\\d/.test(schema.pattern ?? '')
        ? 'E1'
        : /R\\d/.test(schema.pattern ?? '')
          ? 'R1'
          : (choose(name) ?? 'checkout');
    case 'integer':
    case 'number':
      return Math.max(schema.minimum ?? 0, name === 'confidence' ? 0.9 : 1);
    case 'boolean':
      return true;
    default:
      return choose(name) ?? 'checkout';
  }
}

/** Dotted paths of everything that takes a free text, `cause.mechanism`; lists are named by what they hold. */
export function textFields(schema: JsonSchema, path = ''): readonly string[] {
  const option = schema.anyOf?.find(({ type }) => type !== 'null');
  if (option) return textFields(option, path);
  if (schema.properties) {
    return Object.entries(schema.properties).flatMap(([key, inside]) =>
      textFields(inside, path === '' ? key : `${path}.${key}`),
    );
  }
  if (schema.items) return textFields(schema.items, path);
  return schema.enum || schema.const !== undefined ? [] : [path];
}
