/** A LogQL query that shows the lines of one template of one service: to be pasted where people look at logs. */
import type { TemplateCount } from '../../../../analysis/log-templates/compare-counts.js';
import type { LogSelection } from '../../../../incidents/log-selection.js';

/** Shorter words fit too much. */
const MIN_LENGTH = 6;
const MAX_LENGTH = 100;

/** What was asked, narrowed to the service and to the longest part of the template that its lines hold word for word. */
export function narrowQuery(
  selection: LogSelection,
  service: string,
  { template, example }: Pick<TemplateCount, 'template' | 'example'>,
): string {
  const parts = template.split(/<[^>]*>|["`\\]/);
  // What a structured line has in two fields, its message and its error, a template joins with a colon.
  const words = [...parts, ...parts.flatMap((part) => part.split(': '))]
    .map((part) => part.trim().slice(0, MAX_LENGTH).trim())
    .filter((part) => part.length >= MIN_LENGTH && example.includes(part))
    .sort((a, b) => b.length - a.length)[0];
  const selector = selection.narrow(service);
  return words === undefined ? selector : `${selector} |= ${JSON.stringify(words)}`;
}
