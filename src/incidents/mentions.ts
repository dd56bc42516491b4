/** Which incidents a text tells of: everything of ours that does names them as `INC-12`. */

const LABEL = /\bINC-(\d{1,9})\b/gi;
const WITHHELD = '(withheld: this tells of an incident that is private)';

export function incidentsIn(text: string): readonly number[] {
  return [...text.matchAll(LABEL)].map(([, digits]) => Number(digits));
}

/** The text without its lines that tell of one of these. */
export function withholdLines(text: string, numbers: ReadonlySet<number>): string {
  if (!tellsOf(text, numbers)) return text;
  return text
    .split('\n')
    .map((line) => (tellsOf(line, numbers) ? WITHHELD : line))
    .join('\n');
}

export function tellsOf(text: string, numbers: ReadonlySet<number>): boolean {
  return numbers.size > 0 && incidentsIn(text).some((number) => numbers.has(number));
}

/** JSON without the texts that tell of one of these. */
export function withholdValues(value: unknown, numbers: ReadonlySet<number>): unknown {
  if (typeof value === 'string') return tellsOf(value, numbers) ? WITHHELD : value;
  if (Array.isArray(value)) return value.map((each: unknown) => withholdValues(each, numbers));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]: [string, unknown]) => [key, withholdValues(each, numbers)]),
  );
}
