/** Parts of sentences about what others wrote. */
import { cut, oneLine } from '../../../shared/text.js';

const MAX_TEXT_LENGTH = 240;

/** Outside text on one line and of bounded length; a final full stop would double ours. */
export function clip(text: string): string {
  const line = oneLine(text.slice(0, 4 * MAX_TEXT_LENGTH)).replace(/\.$/, '');
  return cut(line, MAX_TEXT_LENGTH);
}

/** Unix time, as pictures and rows of evidence have it. */
export const seconds = (date: Date): number => date.getTime() / 1000;
