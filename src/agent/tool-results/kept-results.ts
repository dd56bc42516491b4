/**
 * Results that are too long for a prompt: kept whole as lines of JSON, one for each member of a list, and read page by page
 * or by a text that the lines contain.
 */
import type { ReadQuestion, ResultPage } from '../../../tools/tool.js';
import type { ToolResultStore } from '../ports.js';
import { estimateTokens } from './estimate-tokens.js';
import { fitValue } from './fit-value.js';

/** Of a page: as much as most results may have. */
const PAGE_TOKENS = 1_000;
/** Characters of one result that are kept: some hundred pages, and nobody reads more. */
const MAX_CHARS = 256 * 1024;

/** Results at hand for this run only: where nothing is stored. */
export function createRunResults(): ToolResultStore {
  const ids = new Map<string, string>();
  return {
    keep(text) {
      const id = ids.get(text) ?? `R${ids.size + 1}`;
      ids.set(text, id);
      return Promise.resolve(id);
    },
    read: (wanted) => Promise.resolve([...ids].find(([, id]) => id === wanted)?.[0]),
  };
}

/** The first line says what it is. */
export function toKeptText(about: string, data: unknown): string {
  const lines = [JSON.stringify(about), ...linesOf(data)];
  let size = 0;
  const end = lines.findIndex((line) => (size += line.length + 1) > MAX_CHARS);
  if (end === -1) return lines.join('\n');
  const left = JSON.stringify(`${lines.length - end} more were not kept: it is too long`);
  return [...lines.slice(0, end), left].join('\n');
}

export async function readPage(
  store: ToolResultStore,
  { id, page, contains }: ReadQuestion,
): Promise<ResultPage | undefined> {
  const text = await store.read(id);
  if (text === undefined) return undefined;
  const [about = '""', ...lines] = text.split('\n');
  const found = contains === undefined ? lines : lines.filter((line) => hasText(line, contains));
  const pages = toPages(found);
  return {
    about: JSON.parse(about) as string,
    lines: (pages[page - 1] ?? []).map((line) => fitValue(JSON.parse(line), PAGE_TOKENS).value),
    pages: pages.length,
    found: found.length,
    of: lines.length,
  };
}

function linesOf(data: unknown, name?: string): string[] {
  const line = (value: unknown) => JSON.stringify(name === undefined ? value : { [name]: value }) ?? 'null';
  if (Array.isArray(data) && (name === undefined || data.some((one) => typeof one === 'object'))) {
    return data.map(line);
  }
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return [line(data)];
  return Object.entries(data).flatMap(([key, value]) =>
    linesOf(value, name === undefined ? key : `${name}.${key}`),
  );
}

function toPages(lines: readonly string[]): string[][] {
  const pages: string[][] = [];
  let left = 0;
  for (const line of lines) {
    const size = Math.min(PAGE_TOKENS, estimateTokens(line) + 1);
    if (size > left || pages.length === 0) {
      pages.push([]);
      left = PAGE_TOKENS;
    }
    pages.at(-1)?.push(line);
    left -= size;
  }
  return pages;
}

/** In any case, whether or not it is written as it stands in JSON. */
function hasText(line: string, text: string): boolean {
  const [where, wanted] = [line.toLowerCase(), text.toLowerCase()];
  return where.includes(wanted) || where.replaceAll(/\\(["\\/])/g, '$1').includes(wanted);
}
