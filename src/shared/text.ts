/** Small changes to texts that several parts make alike. Escaping for Slack is not among them. */

export function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** At most `max` characters, the ellipsis included. */
export function cut(text: string, max: number): string {
  return text.length > max ? `${text.slice(0, max - 1)}…` : text;
}

/** `alice`, `alice or bob`, `alice, bob or whoever is on call`. */
export function eitherOf(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} or ${last}`;
}

/** `once`, `twice in a row`, `3 times in a row`. */
export function timesInARow(times: number): string {
  if (times === 1) return 'once';
  return times === 2 ? 'twice in a row' : `${times} times in a row`;
}

export function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}

/** 0.4132 → `41 %`, 0.0042 → `0.4 %`. */
export function formatPercent(share: number): string {
  const percent = share * 100;
  return `${percent >= 9.5 || percent === 0 ? Math.round(percent) : percent.toPrecision(1)} %`;
}

/** Of Unicode's: control, format, private and unassigned characters, and all that a program may leave out when it shows text. */
const INVISIBLE = /[^\P{C}\n\t]|\p{Default_Ignorable_Code_Point}|\u2800/gu;

/** Without what people cannot see and machines can read. Line ends and tabs stay. */
export function withoutInvisible(text: string): string {
  return text.replace(INVISIBLE, '');
}

/** One line for systems that link whatever looks like an address: legible, and dead. */
export function deadLine(text: string, max: number): string {
  const line = oneLine(withoutInvisible(text.slice(0, max * 4)));
  return cut(line.replace(/:(?=\/\/)/g, '[:]').replace(/\b(www)\.(?=\S)/gi, '$1[.]'), max);
}

/**
 * Somebody else's words between “ ”, on one line: whatever stands between these marks is data. Marks within become plain
 * ones, so that a text cannot end its own quotation and go on as ours.
 */
export function quote(text: string, max: number): string {
  const line = oneLine(text.slice(0, 4 * max)).replaceAll(/[“”„‟]/g, '"');
  return `“${cut(line, max)}”`;
}
