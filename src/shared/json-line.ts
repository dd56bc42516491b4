/** JSON that is one line for every reader, also for one that takes Unicode's own line ends for such, as models may. */

const LINE_ENDS = /[\u0085\u2028\u2029]/g;

export function jsonLine(value: unknown): string {
  const text = JSON.stringify(value) ?? 'null';
  return text.replace(LINE_ENDS, (end) => `\\u${end.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
