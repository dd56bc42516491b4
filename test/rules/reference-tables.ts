/** The tables in the documentation that are made from the code: environment, configuration keys, metrics, commands. */
import { z } from 'zod';
import { Environment } from '../../src/config/environment.js';
import { ConfigFile } from '../../src/config/file.js';
import { createMetrics } from '../../src/observability/metrics.js';
import { SECTIONS } from '../../src/slack/commands/command.js';
import { COMMANDS } from '../../src/slack/commands/index.js';
import { COMMAND } from '../../src/slack/ids.js';

export interface Section {
  readonly file: string;
  /** The table stands between `<!-- name: … -->` and `<!-- /name -->`. */
  readonly name: string;
  readonly table: readonly (readonly string[])[];
}

export async function referenceSections(): Promise<readonly Section[]> {
  return [
    { file: 'README.md', name: 'environment', table: environmentTable() },
    { file: 'docs/operations.md', name: 'metrics', table: await metricsTable() },
    { file: 'docs/slack.md', name: 'commands', table: commandTable() },
  ];
}

function environmentTable(): string[][] {
  const defaults: Readonly<Record<string, string | number | readonly string[] | undefined>> =
    Environment.parse({});
  const rows = Object.entries(Environment.shape).map(([name, schema]) => {
    const value = defaults[name];
    return [`\`${name}\``, value === undefined ? '' : `\`${String(value)}\``, schema.description ?? ''];
  });
  return [['variable', 'default', 'meaning'], ...rows];
}

/** In the order of `/incident help`. */
function commandTable(): string[][] {
  const rows = SECTIONS.flatMap((section) =>
    COMMANDS.filter((command) => command.section === section).flatMap(({ forms, aliases }) =>
      forms.map(([form, does], index) => [
        `\`${COMMAND} ${form}\``,
        does,
        index === 0 ? aliases.map((alias) => `\`${alias}\``).join(', ') : '',
      ]),
    ),
  );
  return [['command', 'does', 'also'], ...rows];
}

async function metricsTable(): Promise<string[][]> {
  const all = await createMetrics().registry.getMetricsAsJSON();
  const metrics: Readonly<Record<string, unknown>> = createMetrics();
  const rows = all.map(({ name, help, type }) => {
    const metric = Object.values(metrics).find(
      (one) => typeof one === 'object' && one !== null && 'name' in one && one.name === name,
    );
    const labels = metric as { labelNames?: readonly string[] } | undefined;
    return [
      `\`${name}\``,
      String(type),
      (labels?.labelNames ?? []).map((label) => `\`${label}\``).join(', '),
      help,
    ];
  });
  return [['metric', 'type', 'labels', 'meaning'], ...rows];
}

/** Every key of firewatch.yaml with its default as it is written there: `required`, empty for none. */
export function configurationKeys(): ReadonlyMap<string, string> {
  const keys = new Map<string, string>();
  walk(z.toJSONSchema(ConfigFile, { io: 'input', unrepresentable: 'any' }) as Schema, '', keys);
  return keys;
}

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly required?: readonly string[];
  readonly default?: unknown;
}

function walk(schema: Schema, prefix: string, keys: Map<string, string>): void {
  for (const [name, field] of Object.entries(schema.properties ?? {})) {
    const path = `${prefix}${name}`;
    if (field.properties) {
      walk(field, `${path}.`, keys);
      continue;
    }
    const { default: value } = field;
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    keys.set(path, schema.required?.includes(name) ? 'required' : (text ?? ''));
    if (field.items?.properties) walk(field.items, `${path}[].`, keys);
  }
}

export function formatMarkdownTable(table: readonly (readonly string[])[]): string {
  const [head = [], ...rows] = table;
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Cells of the Markdown table between the section's marks, without its ruler. */
export function readMarkdownTable(text: string, name: string): string[][] {
  const section = new RegExp(`<!-- ${name}:[^>]*-->([\\s\\S]*?)<!-- /${name} -->`).exec(text)?.[1] ?? '';
  return section
    .split('\n')
    .filter((line) => line.startsWith('|') && !/^\|[\s:|-]+\|$/.test(line))
    .map((line) =>
      line
        .slice(1, line.lastIndexOf('|'))
        .split('|')
        .map((cell) => cell.trim()),
    );
}
