/** How every section writes names, times and evidence. */
import type { Actor } from '../incident.js';
import { escapeMarkdown as esc } from './markdown.js';
import type { PostmortemOptions } from './postmortem-view.js';

/**
 * Stands where the record says nothing and people have to add what they know; readers search the draft for it, and it is
 * part of what Firewatch writes, not a note about its code.
 */
export const TO_ADD = '**TODO**';

export const list = (lines: readonly string[]) => lines.map((line) => `- ${line}`).join('\n');
export const more = (length: number, shown: number) => (length > shown ? ` and ${length - shown} more` : '');
export const times = (n: number) => (n === 1 ? 'once' : n === 2 ? 'twice' : `${n} times`);

export function cite(ids: readonly string[]): string {
  const shown = ids.filter((id) => /^E\d{1,6}$/.test(id));
  return shown.length === 0 ? '' : ` (${shown.join(', ')})`;
}

export function nameActor(actor: Actor | null, { nameOf }: PostmortemOptions): string {
  if (actor === null) return 'somebody';
  if (actor.kind === 'firewatch') return 'Firewatch';
  return esc(
    actor.kind === 'person' && nameOf
      ? nameOf(actor.id)
      : actor.kind === 'person'
        ? `@${actor.id}`
        : actor.id,
    80,
  );
}

export const utc = (at: Date) => `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
export const clock = (at: Date) => at.toISOString().slice(11, 19);
