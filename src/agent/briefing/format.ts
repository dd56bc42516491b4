/** How a briefing is written: headed sections of JSON lines, cut where they would be too long. */
import { jsonLine } from '../../shared/json-line.js';
import { estimateTokens } from '../tool-results/estimate-tokens.js';

/** Labels and annotations that monitoring systems set are fewer. */
const MAX_ENTRIES = 12;
const MAX_KEY = 60;

export function section(title: string, lines: readonly string[]): string {
  return `## ${title}\n${lines.length === 0 ? 'none' : lines.join('\n')}`;
}

/** What a section may hold; a line that does not fit any more is left out with all after it. */
export interface Room {
  readonly lines: number;
  readonly tokens: number;
}

/** `what`: what the lines are, for the sentence that says how many are not shown. */
export function limited(lines: readonly string[], room: Room, what: string): string[] {
  const shown = lines.slice(0, countFitting(lines, room));
  if (lines.length > shown.length) shown.push(`(${lines.length - shown.length} more ${what} are not shown)`);
  return shown;
}

/** At least one fits. */
export function countFitting(lines: readonly string[], room: Room): number {
  let left = room.tokens;
  let count = 0;
  for (const text of lines.slice(0, room.lines)) {
    left -= estimateTokens(text) + 1;
    if (left < 0 && count > 0) break;
    count += 1;
  }
  return count;
}

export function cutRecord(record: Readonly<Record<string, string>>, max: number): Record<string, string> {
  const entries = Object.entries(record).slice(0, MAX_ENTRIES);
  return Object.fromEntries(entries.map(([key, value]) => [cut(key, MAX_KEY), cut(value, max)]));
}

export const line = jsonLine;
export const cut = (text: string, max: number) => (text.length > max ? `${text.slice(0, max)}…` : text);
