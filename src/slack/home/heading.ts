import { cleanText } from '../blocks/kit/escape.js';
import type { Block, Span } from '../blocks/kit/block-kit.js';
import { incidentLabel, type Incident } from '../../incidents/incident.js';
import type { HomeView } from '../../workflows/home/home-view.js';

export function heading(text: string): Block {
  return { type: 'header', text: { type: 'plain_text', text: cleanText(text, { max: 150 }) } };
}

/** `INC-12`, as a link to its thread when that is known. */
export function incidentSpan(incident: Incident, { threads }: Pick<HomeView, 'threads'>): Span {
  return linkSpan(incidentLabel(incident), threads.get(incident.id) ?? null);
}

/** Our own words, as a link when there is somewhere to go. */
export function linkSpan(text: string, url: string | null): Span {
  const style = { bold: true };
  return url === null ? { type: 'text', text, style } : { type: 'link', url, text, style };
}
