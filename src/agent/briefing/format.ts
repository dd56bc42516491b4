/** How a briefing is written: headed sections of JSON lines, cut where they would be too long. */

const MAX_LABELS = 15;

export function section(title: string, lines: readonly string[]): string {
  return `## ${title}\n${lines.length === 0 ? 'none' : lines.join('\n')}`;
}

export function limited(lines: readonly string[], max: number, what: string): string[] {
  const shown = lines.slice(0, max);
  if (lines.length > max) shown.push(`(${lines.length - max} more ${what} are not shown)`);
  return shown;
}

export function cutRecord(record: Readonly<Record<string, string>>, max: number): Record<string, string> {
  const entries = Object.entries(record).slice(0, MAX_LABELS);
  return Object.fromEntries(entries.map(([key, value]) => [cut(key, 100), cut(value, max)]));
}

export const line = (value: unknown) => JSON.stringify(value);
export const cut = (text: string, max: number) => (text.length > max ? `${text.slice(0, max)}…` : text);
