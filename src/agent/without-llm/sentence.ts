/** Parts of sentences, as rules and runbook authors write them, made whole. */
export const sentence = (text: string) => `${withoutStop(text)}.`;
export const withoutStop = (text: string) => text.trim().replace(/\.$/, '');

/** As many of the reasons as fit, whole: a number that was cut off would be another number. The first one always stands. */
export function joinReasons(reasons: readonly string[], max: number): string {
  const [first = '', ...rest] = reasons.map(withoutStop);
  return rest.reduce(
    (text, reason) => (text.length + reason.length + 2 > max ? text : `${text}; ${reason}`),
    first,
  );
}
