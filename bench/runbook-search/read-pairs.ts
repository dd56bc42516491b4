/** Alerts with the page that was written for each (`pairs_*.json`), and alerts of rule files for which there is none. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { BadDataError, readJson, readText } from '../evidence/read-data.js';
import type { SkippedCases } from '../evidence/skipped.js';

/** What an alert says, without its link to a page. */
export interface AlertText {
  readonly name: string;
  /** Summary and description; empty when there are none. */
  readonly text: string;
  readonly expression: string;
}

export interface PairedAlert extends AlertText {
  /** The pair file's name without `pairs_` and `.json`. */
  readonly system: string;
  /** Ends of the paths of pages that are right, in lower case and without `.md`. */
  readonly targets: readonly string[];
}

const Text = z.string().nullish();
const Pair = z.looseObject({
  name: z.string().min(1),
  rb: z.string().min(1),
  summ: Text,
  title: Text,
  desc: Text,
  expr: Text,
});

/** Every pair file directly in the folder. A name with several targets is one case: whichever target comes first counts. */
export function readPairs(folder: string, skipped: SkippedCases): readonly PairedAlert[] {
  const files = readdirSync(folder).filter((name) => /^pairs_.+\.json(\.gz)?$/.test(name));
  return files.sort().flatMap((file) => {
    const path = join(folder, file.replace(/\.gz$/, ''));
    const rows = skipped.attempt(file, () => readJson(path, z.array(z.unknown()))) ?? [];
    const pairs = rows.flatMap((row, index) => {
      const pair = skipped.attempt(`${file} row ${index + 1}`, () => readPair(path, index, row));
      return pair ? [pair] : [];
    });
    const system = file.replace(/^pairs_/, '').replace(/\.json(\.gz)?$/, '');
    return joinTargets(pairs.map((pair) => ({ ...toAlert(pair), system, targets: [toTarget(pair.rb)] })));
  });
}

function readPair(path: string, index: number, row: unknown): z.output<typeof Pair> {
  const parsed = Pair.safeParse(row);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new BadDataError(
    `${path}: row ${index + 1}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`,
  );
}

function toAlert({ name, summ, title, desc, expr }: z.output<typeof Pair>): AlertText {
  return { name, text: [summ, title, desc].filter(Boolean).join('\n'), expression: expr ?? '' };
}

function toTarget(page: string): string {
  return page.toLowerCase().replace(/\.md$/, '').replace(/^\/+/, '');
}

function joinTargets(alerts: readonly PairedAlert[]): readonly PairedAlert[] {
  const byName = new Map<string, PairedAlert[]>();
  for (const alert of alerts) byName.set(alert.name, [...(byName.get(alert.name) ?? []), alert]);
  return [...byName.values()].flatMap((same) => {
    const targets = [...new Set(same.flatMap((alert) => alert.targets))];
    const [first] = same;
    if (targets.length < 2 || !first) return same;
    return [{ ...first, targets, text: [...new Set(same.map(({ text }) => text))].join('\n') }];
  });
}

const Rules = z.looseObject({
  spec: z.looseObject({
    groups: z.array(
      z.looseObject({
        rules: z.array(
          z.looseObject({
            alert: z.string().optional(),
            expr: z.union([z.string(), z.number()]).optional(),
            annotations: z.record(z.string(), z.unknown()).nullish(),
          }),
        ),
      }),
    ),
  }),
});

/** Alerts of all rule files below the folder whose names are in no pair. The same alert with another expression is another. */
export function readAlertsWithoutPage(
  folder: string,
  named: ReadonlySet<string>,
  skipped: SkippedCases,
): readonly AlertText[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.ya?ml$/.test(name),
  );
  const alerts = files
    .sort()
    .flatMap((file) => skipped.attempt(file, () => readRules(join(folder, file))) ?? []);
  const distinct = new Map(alerts.map((alert) => [`${alert.name}\n${alert.expression}`, alert]));
  return [...distinct.values()].filter(({ name }) => !named.has(name));
}

function readRules(path: string): readonly AlertText[] {
  return parseAllDocuments(readText(path) ?? '').flatMap((document) => {
    const [error] = document.errors;
    if (error)
      throw new BadDataError(`${path}:${error.linePos?.[0].line ?? 1}: ${error.message.split('\n')[0]}`);
    // Other kinds of objects may lie beside the rules.
    const rules = Rules.safeParse(document.toJS());
    if (!rules.success) return [];
    return rules.data.spec.groups.flatMap((group) =>
      group.rules.flatMap(({ alert, expr = '', annotations }) => {
        if (alert === undefined) return [];
        const said = [annotations?.['summary'], annotations?.['description']];
        const text = said.filter((part) => typeof part === 'string').join('\n');
        return [{ name: alert, text, expression: String(expr) }];
      }),
    );
  });
}
