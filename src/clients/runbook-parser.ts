/**
 * Reads one runbook: Markdown, with or without front matter. The front matter's own format, all of it optional:
 *
 *   match:     { alerts: [HighErrorRate, "Http*"], services: [checkout] }
 *   diagnosis: [{ name, query, supports: "> 0.05", why }]
 *   actions:   [{ title, action, arguments: {…}, when: { changeWithin: 30m, query, is: "> 0" },
 *                 verify: { query, is: "< 0.01", within: 60s, for: 5s } }]
 *              With `steps: [{ action, arguments }]` in place of action and arguments it is a plan.
 */
import { z } from 'zod';
import { PlanArguments, RUN_PLAN } from '../incidents/plan-arguments.js';
import { parseComparison, type Runbook } from '../incidents/runbook.js';
import { describeIssues, parseYaml } from './yaml-document.js';

/** How long a check after an action waits when the runbook does not say. */
const DEFAULT_VERIFY_WITHIN_SECONDS = 60;
const SECONDS_PER = { d: 86_400, h: 3_600, m: 60, s: 1 };

const sentence = (what: string) =>
  z
    .string({ error: `write ${what}` })
    .trim()
    .min(1, `write ${what}`);

const Duration = z
  .union([z.string(), z.number()], { error: 'write a duration such as 30s, 5m or 2h' })
  .transform((given, context) => {
    const match = /^(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(String(given).trim());
    const [, d = 0, h = 0, m = 0, s = 0] = match ?? [];
    const seconds = [
      Number(d) * SECONDS_PER.d,
      Number(h) * SECONDS_PER.h,
      Number(m) * SECONDS_PER.m,
      Number(s),
    ];
    if (match && match[0] !== '') return seconds.reduce((sum, part) => sum + part, 0);
    context.addIssue(`"${given}" is not a duration; write it as 30s, 5m or 2h`);
    return z.NEVER;
  });

const ComparisonText = z
  .string({ error: 'write a comparison in quotes, such as "> 0.05"' })
  .transform((text, context) => {
    const comparison = parseComparison(text);
    if (comparison) return comparison;
    context.addIssue(`"${text}" is not a comparison; write an operator and a number, such as "> 0.05"`);
    return z.NEVER;
  });

const Query = sentence('a PromQL query');

const Diagnosis = z.strictObject({
  name: sentence('what is checked'),
  query: Query,
  supports: ComparisonText.nullish().transform((value) => value ?? null),
  why: sentence('why this check matters'),
});

const Condition = z
  .strictObject({
    changeWithin: Duration.optional(),
    query: Query.optional(),
    is: ComparisonText.optional(),
  })
  .check((context) => {
    const { query, is } = context.value;
    if ((query === undefined) === (is === undefined)) return;
    const message =
      query === undefined ? '"is" needs a "query" to compare' : '"query" needs an "is" to compare with';
    context.issues.push({ code: 'custom', message, input: context.value });
  })
  .transform(({ changeWithin, query, is }) => ({
    changeWithinSeconds: changeWithin ?? null,
    metric: query !== undefined && is !== undefined ? { query, is } : null,
  }));

const Verification = z
  .strictObject({
    query: Query,
    is: ComparisonText,
    within: Duration.default(DEFAULT_VERIFY_WITHIN_SECONDS),
    for: Duration.default(0),
  })
  .check((context) => {
    if (context.value.for <= context.value.within) return;
    const message = '"for" must not be longer than "within", or it could never hold long enough';
    context.issues.push({ code: 'custom', message, input: context.value, path: ['for'] });
  })
  .transform((given) => ({
    query: given.query,
    is: given.is,
    withinSeconds: given.within,
    forSeconds: given.for,
  }));

const Action = z
  .strictObject({
    title: sentence('what the action does, for people'),
    action: sentence('the name of an action').optional(),
    arguments: z.record(z.string(), z.unknown()).optional(),
    steps: PlanArguments.shape.steps.optional(),
    when: Condition.nullish().transform((when) => when ?? { changeWithinSeconds: null, metric: null }),
    verify: Verification.nullish().transform((verify) => verify ?? null),
  })
  .check((context) => {
    const { action, arguments: args, steps } = context.value;
    const message =
      (action === undefined) === (steps === undefined)
        ? 'write either an "action" or "steps"'
        : steps && args
          ? 'with "steps", write the "arguments" of each of them'
          : undefined;
    if (message !== undefined)
      context.issues.push({ code: 'custom', message, input: context.value, path: ['action'] });
  })
  .transform(({ action, arguments: args, steps, ...rest }) => ({
    ...rest,
    action: action ?? RUN_PLAN,
    arguments: steps ? { steps } : (args ?? {}),
  }));

const FrontMatter = z.strictObject({
  title: sentence('a title').optional(),
  cause: sentence('what is broken when this runbook applies').optional(),
  match: z
    .strictObject({
      alerts: z.array(sentence('an alert name')).default([]),
      services: z.array(sentence('a service name')).default([]),
    })
    .nullish()
    .transform((match) => match ?? { alerts: [], services: [] }),
  diagnosis: z
    .array(Diagnosis)
    .nullish()
    .transform((list) => list ?? []),
  actions: z
    .array(Action)
    .nullish()
    .transform((list) => list ?? []),
});

/** Keys that mean us, also misspelt. Front matter with none of them belongs to another program, such as a page generator. */
const OURS = /^(match|diagnos|action|alert|service|runbook)/i;

/** `supports: > 0.05`: YAML takes the sign for the beginning of a folded text. */
const UNQUOTED = /:\s*>=?\s*[-.\d]/;

export type ParsedRunbook = { readonly runbook: Runbook } | { readonly problems: readonly string[] };

/** Parses the text of `path`. A runbook whose front matter is broken is not used in part: it becomes problems. */
export function parseRunbook(path: string, text: string): ParsedRunbook {
  const id = path.replace(/^.*[/\\]/, '').replace(/\.md$/i, '');
  const { frontMatter, body, isUnclosed } = split(text);
  if (isUnclosed)
    return { problems: [`${path}:1: the front matter is not closed; end it with a line "---".`] };
  const empty = FrontMatter.parse({});
  if (frontMatter === undefined) return { runbook: build(id, path, body, empty) };

  const document = parseYaml(frontMatter, 2)[0];
  if (!document) return { runbook: build(id, path, body, empty) };
  if (document.errors.length > 0) {
    const lines = text.split('\n');
    const problems = document.errors.map(({ line, message }) => {
      const advice = UNQUOTED.test(lines[line - 1] ?? '') ? ' Put the comparison in quotes.' : '';
      return `${path}:${line}: the front matter is not valid YAML: ${message}.${advice}`;
    });
    return { problems };
  }
  const given = document.value ?? {};
  // Plain text between two rulers.
  if (typeof given !== 'object' || Array.isArray(given))
    return { runbook: build(id, path, text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n'), empty) };
  if (!Object.keys(given).some((key) => OURS.test(key))) {
    const title = 'title' in given && typeof given.title === 'string' ? given.title : undefined;
    return { runbook: build(id, path, body, { ...empty, title }) };
  }
  const parsed = FrontMatter.safeParse(given);
  if (!parsed.success) return { problems: describeIssues(path, document, parsed.error) };
  return { runbook: build(id, path, body, parsed.data) };
}

function build(id: string, path: string, body: string, front: z.output<typeof FrontMatter>): Runbook {
  return Object.freeze({
    id,
    title: front.title || headingsOf(body)[0] || id,
    cause: front.cause ?? null,
    path,
    match: front.match,
    diagnosis: front.diagnosis,
    actions: front.actions,
    body,
  });
}

/** Separates the front matter, which begins on the first line, from the Markdown. */
function split(text: string): { frontMatter?: string; body: string; isUnclosed?: boolean } {
  const plain = text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
  if (!/^---[ \t]*\n/.test(plain)) return { body: plain };
  const start = plain.indexOf('\n') + 1;
  const end = /^(---|\.\.\.)[ \t]*$/m.exec(plain.slice(start));
  // A lone `---` at the top may be a ruler; it is front matter only if keys follow.
  if (!end) return /^\w+:/.test(plain.slice(start)) ? { body: plain, isUnclosed: true } : { body: plain };
  const after = start + end.index + end[0].length;
  return { frontMatter: plain.slice(start, start + end.index), body: plain.slice(after).replace(/^\n+/, '') };
}

/** Texts of the Markdown headings, outside code blocks, in order. */
export function headingsOf(markdown: string): readonly string[] {
  const headings: string[] = [];
  let fence: string | null = null;
  for (const line of markdown.split('\n')) {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (mark) {
      if (fence === null) fence = mark;
      else if (mark.startsWith(fence)) fence = null;
    } else if (fence === null) {
      const text = /^ {0,3}#{1,6}[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$/.exec(line)?.[1];
      if (text) headings.push(text);
    }
  }
  return headings;
}
