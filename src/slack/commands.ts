/** What people type after `/incident`, as values. Pure: a mistake is a value too, with a sentence that mends it. */
import { SEVERITIES, type Severity } from '../incidents/incident.js';
import { COMMAND } from './ids.js';

export type Command =
  | {
      readonly kind: 'new';
      readonly title: string;
      readonly service: string | null;
      readonly severity: Severity | null;
    }
  | { readonly kind: 'list' | 'help' }
  | { readonly kind: 'show' | 'ack' | 'resolve'; readonly number: number }
  | { readonly kind: 'mistake'; readonly sentence: string };

/** Verbs as people of other tools know them. */
const VERBS: Readonly<Record<string, Exclude<Command['kind'], 'mistake'>>> = {
  new: 'new',
  create: 'new',
  declare: 'new',
  open: 'new',
  list: 'list',
  ls: 'list',
  show: 'show',
  view: 'show',
  ack: 'ack',
  acknowledge: 'ack',
  take: 'ack',
  resolve: 'resolve',
  close: 'resolve',
  help: 'help',
};

const MAX_TITLE = 200;

export function parseCommand(raw: string): Command {
  const text = unescapeSlack(raw).trim();
  const [verb = '', ...words] = text.split(/\s+/);
  if (verb === '') return { kind: 'help' };
  const kind = Object.hasOwn(VERBS, verb.toLowerCase()) ? VERBS[verb.toLowerCase()] : undefined;
  switch (kind) {
    case undefined:
      return mistake(`\`${COMMAND} ${verb}\` is not a command. ${suggest(verb)}`);
    case 'help':
    case 'list':
      return { kind };
    case 'new':
      return parseNew(words);
    default:
      return parseNumbered(kind, words);
  }
}

function parseNumbered(kind: 'show' | 'ack' | 'resolve', words: readonly string[]): Command {
  const [word] = words;
  if (word === undefined) {
    return mistake(
      `Which incident? Say its number, for example \`${COMMAND} ${kind} 12\`. \`${COMMAND} list\` shows them.`,
    );
  }
  const digits = /^(?:inc-?|#)?(\d{1,9})$/i.exec(word)?.[1];
  if (digits === undefined) {
    return mistake(
      `\`${word}\` is not an incident's number. Say \`${COMMAND} ${kind} 12\` or \`${COMMAND} ${kind} INC-12\`.`,
    );
  }
  if (words.length > 1) {
    return mistake(
      `\`${COMMAND} ${kind}\` takes one incident at a time. Say \`${COMMAND} ${kind} ${digits}\`.`,
    );
  }
  return { kind, number: Number(digits) };
}

function parseNew(words: readonly string[]): Command {
  const title: string[] = [];
  let service: string | null = null;
  let severity: Severity | null = null;
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    // Phones turn `--` into a dash.
    const option = /^(?:--|—|–)([a-z]+)(?:=(.*))?$/i.exec(word);
    if (!option) {
      title.push(word);
      continue;
    }
    const name = (option[1] ?? '').toLowerCase();
    if (name !== 'service' && name !== 'severity' && name !== 'sev') {
      return mistake(`\`--${name}\` is not an option here; there are \`--service\` and \`--severity\`.`);
    }
    const value = option[2] ?? words[(index += 1)];
    if (!value)
      return mistake(
        `\`--${name}\` needs a value, for example \`--service checkout\` or \`--severity sev2\`.`,
      );
    if (name === 'service') {
      service = value;
      continue;
    }
    severity = parseSeverity(value);
    if (severity === null)
      return mistake(`\`${value}\` is not a severity. Use ${SEVERITIES.join(', ')}; sev1 is the worst.`);
  }
  const spoken = title
    .join(' ')
    .replace(/^["“”']+|["“”']+$/g, '')
    .trim();
  if (spoken === '') {
    return mistake(
      `What is wrong? Say it in a few words, for example \`${COMMAND} new Checkout is slow --service checkout\`.`,
    );
  }
  if (spoken.length > MAX_TITLE) {
    return mistake(
      `The title is ${spoken.length} characters long; ${MAX_TITLE} fit. Put the details into the thread.`,
    );
  }
  return { kind: 'new', title: spoken, service, severity };
}

function parseSeverity(text: string): Severity | null {
  const word = text.toLowerCase();
  return SEVERITIES.find((severity) => severity === word || severity === `sev${word}`) ?? null;
}

function suggest(verb: string): string {
  const word = verb.toLowerCase().slice(0, 30);
  const [nearest] = Object.keys(VERBS)
    .map((known) => ({ known, edits: editDistance(word, known) }))
    .sort((a, b) => a.edits - b.edits);
  const isClose = nearest !== undefined && nearest.edits <= Math.max(1, Math.floor(word.length / 3));
  return isClose
    ? `Did you mean \`${COMMAND} ${nearest.known}\`?`
    : `\`${COMMAND} help\` shows what there is.`;
}

/** Insertions, deletions, replacements and swaps of neighbours (optimal string alignment). */
function editDistance(a: string, b: string): number {
  const rows: number[][] = [];
  const at = (i: number, j: number) => rows[i]?.[j] ?? 0;
  for (let i = 0; i <= a.length; i += 1) {
    const row: number[] = [];
    rows.push(row);
    for (let j = 0; j <= b.length; j += 1) {
      if (i === 0 || j === 0) {
        row.push(i + j);
        continue;
      }
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row.push(
        Math.min(
          at(i - 1, j) + 1,
          at(i, j - 1) + 1,
          at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1),
          isSwap ? at(i - 2, j - 2) + 1 : Infinity,
        ),
      );
    }
  }
  return at(a.length, b.length);
}

/** Slack sends `& < >` in commands as entities. */
function unescapeSlack(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

const mistake = (sentence: string): Command => ({ kind: 'mistake', sentence });
