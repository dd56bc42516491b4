/** The arguments of an action with one text in each place where a value can stand, whatever actions there are. */
import { z } from 'zod';
import type { Action } from '../../tools/actions/action.js';
import { INCIDENT } from './targets.js';

interface Schema {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly minimum?: number;
}

export interface Place {
  /** For people: `run_command arguments.version`. */
  readonly name: string;
  fill(text: string): unknown;
}

/** Arguments that the world knows, so that only the one text in them decides. */
export const HARMLESS: Readonly<Record<string, readonly object[]>> = {
  call_http_endpoint: [{ endpoint: 'restart-checkout' }],
  call_mcp_tool: [{ call: 'restart-by-mcp', choices: { replicas: 2 } }],
  create_silence: [{ alert: 'CheckoutErrors', service: 'checkout', duration: '1h' }],
  expire_silence: [{ alert: 'CheckoutErrors', service: 'checkout' }],
  set_feature_flag: [{ flag: 'new-checkout', value: 'off' }],
  page_on_call: [{ service: 'checkout', incident: INCIDENT }],
  request_responders: [{ service: 'checkout', incident: INCIDENT, from: 'payments' }],
  dispatch_workflow: [{ workflow: 'roll-back', choices: { region: 'eu' } }],
  revert_deployment: [{ environment: 'production' }],
  restart_workload: [{ workload: 'checkout' }],
  undo_rollout: [{ workload: 'checkout' }],
  scale_workload: [{ workload: 'checkout', replicas: 5 }],
  cordon_node: [{ node: 'worker-1' }],
  uncordon_node: [{ node: 'worker-1' }],
  run_command: [
    { command: 'say', arguments: { text: 'hello' } },
    { command: 'pin', arguments: { version: 'v1.2.3' } },
  ],
};

/** Of an action that is not listed above: the first thing that its schema names, for every field. */
export function harmlessArguments({ name, input }: Action): readonly object[] {
  const made = fill(z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' }) as Schema, name);
  return HARMLESS[name] ?? [Object(made) as object];
}

/** Every value, every key beside it, a field too many, and the arguments as a whole. */
export function placesOf(action: Action): readonly Place[] {
  return harmlessArguments(action).flatMap((base) => [
    ...leaves(base).map((path): Place => ({
      name: `${action.name} ${path.join('.')}`,
      fill: (text) => withLeaf(base, path, text),
    })),
    { name: `${action.name} with a field too many`, fill: (text) => ({ ...base, [text]: text, url: text }) },
    { name: `${action.name} as a whole`, fill: (text) => text },
  ]);
}

function fill(schema: Schema, name: string): unknown {
  const option = (schema.anyOf ?? schema.oneOf)?.find(({ type }) => type !== 'null');
  if (option) return fill(option, name);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  if (schema.properties)
    return Object.fromEntries(
      Object.entries(schema.properties).map(([key, inside]) => [key, fill(inside, key)]),
    );
  if (schema.items) return [fill(schema.items, name)];
  if (schema.type === 'object') return { checkout: 'checkout' };
  if (schema.type === 'boolean') return true;
  if (schema.type === 'integer' || schema.type === 'number') return Math.max(schema.minimum ?? 0, 1);
  return 'checkout';
}

/** Ways to all values, and to one key that is not there in each list of names. */
function leaves(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([key, inside]) => leaves(inside, [...path, key]));
}

function withLeaf(value: unknown, [key, ...rest]: readonly string[], text: string): unknown {
  if (key === undefined) return text;
  if (Array.isArray(value))
    return value.map((inside: unknown, index) =>
      String(index) === key ? withLeaf(inside, rest, text) : inside,
    );
  return Object.fromEntries(
    Object.entries(Object(value) as object).map(([name, inside]) => [
      name,
      name === key ? withLeaf(inside, rest, text) : (inside as unknown),
    ]),
  );
}
