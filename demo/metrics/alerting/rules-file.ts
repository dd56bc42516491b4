/** Loads Prometheus rule files: groups of alerting and recording rules, with queries and templates checked up front. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { ConfigError, errorMessage } from '../../../src/shared/errors.js';
import { parseDuration } from '../promql/literals.js';
import { parsePromql } from '../promql/parse.js';
import { compileTemplate, type Template } from './template.js';

export interface AlertingRule {
  readonly kind: 'alerting';
  readonly name: string;
  readonly query: string;
  /** How long the expression must hold before the alert fires. */
  readonly forMs: number;
  /** How long the alert goes on firing after the expression stopped to hold. */
  readonly keepFiringForMs: number;
  readonly labels: ReadonlyMap<string, Template>;
  readonly annotations: ReadonlyMap<string, Template>;
  /** The templates as written, for the HTTP API. */
  readonly source: { readonly labels: Record<string, string>; readonly annotations: Record<string, string> };
}
export interface RecordingRule {
  readonly kind: 'recording';
  readonly name: string;
  readonly query: string;
  readonly labels: Record<string, string>;
}
export type Rule = AlertingRule | RecordingRule;

export interface RuleGroup {
  readonly name: string;
  readonly file: string;
  /** Undefined: the evaluation interval of the whole store. */
  readonly intervalMs: number | undefined;
  readonly rules: readonly Rule[];
}

const Duration = z.string().transform((text, context) => {
  const milliseconds = text === '0' ? 0 : parseDuration(text);
  if (milliseconds !== undefined) return milliseconds;
  context.addIssue({ code: 'custom', message: `"${text}" is not a duration such as 30s or 5m` });
  return z.NEVER;
});
const Texts = z.record(z.string(), z.coerce.string());
const RuleYaml = z.strictObject({
  alert: z.string().min(1).optional(),
  record: z
    .string()
    .regex(/^[a-zA-Z_:][a-zA-Z0-9_:]*$/, 'must be a metric name')
    .optional(),
  expr: z.coerce.string(),
  for: Duration.default(0),
  keep_firing_for: Duration.default(0),
  labels: Texts.default({}),
  annotations: Texts.default({}),
});
const RulesYaml = z.strictObject({
  groups: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        interval: Duration.optional(),
        limit: z.number().optional(),
        rules: z.array(RuleYaml).default([]),
      }),
    )
    .default([]),
});

/** Reads a rule file; throws a ConfigError that names the file and the rule. */
export function loadRulesFile(file: string): readonly RuleGroup[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new ConfigError(`Cannot read the rule file ${file}: ${errorMessage(cause)}`, { cause });
  }
  return parseRules(text, file);
}

/** Parses the text of a rule file; `file` is only for messages. */
export function parseRules(text: string, file: string): readonly RuleGroup[] {
  let yaml: unknown;
  try {
    yaml = parse(text);
  } catch (cause) {
    throw new ConfigError(`${file} is not valid YAML: ${errorMessage(cause)}`, { cause });
  }
  const parsed = RulesYaml.safeParse(yaml ?? {});
  if (!parsed.success)
    throw new ConfigError(`${file}: ${z.prettifyError(parsed.error)}`, { cause: parsed.error });
  return parsed.data.groups.map((group) => ({
    name: group.name,
    file,
    intervalMs: group.interval,
    rules: group.rules.map((rule) => buildRule(rule, `${file}, group "${group.name}"`)),
  }));
}

function buildRule(rule: z.output<typeof RuleYaml>, place: string): Rule {
  const name = rule.alert ?? rule.record ?? '';
  const where = `${place}, rule "${name}"`;
  if ((rule.alert === undefined) === (rule.record === undefined)) {
    throw new ConfigError(`${where}: give either "alert" or "record".`);
  }
  attempt(`${where}: expr`, () => parsePromql(rule.expr));
  if (rule.record !== undefined) return { kind: 'recording', name, query: rule.expr, labels: rule.labels };
  const compile = (field: string, texts: Record<string, string>) =>
    new Map(
      Object.entries(texts).map(([key, text]) => [
        key,
        attempt(`${where}: ${field}.${key}`, () => compileTemplate(text)),
      ]),
    );
  return {
    kind: 'alerting',
    name,
    query: rule.expr,
    forMs: rule.for,
    keepFiringForMs: rule.keep_firing_for,
    labels: compile('labels', rule.labels),
    annotations: compile('annotations', rule.annotations),
    source: { labels: rule.labels, annotations: rule.annotations },
  };
}

function attempt<T>(what: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw new ConfigError(`${what}: ${errorMessage(cause)}`, { cause });
  }
}
