/** Reads which service people blame in their own words; rather nothing than a guess. */

/** What follows is the reason, what stands before it the symptom. */
const REASON = /\b(?:because(?:\s+of)?|due\s+to|caused\s+by|thanks\s+to)\b/i;
/** Words with which a sentence may name a service and mean another. */
const DOUBT =
  /\b(?:not|no|never|neither|nor|without|unlike|except|instead|rather|than|unknown|unclear|unsure)\b|n[’']t\b|\?/i;

/**
 * The one service of the catalogue that the text names, or null: none, several, named only as where it hurt ("checkout
 * failed because the disk was full"), or in a sentence that denies or doubts something.
 */
export function serviceNamedIn(text: string, services: readonly string[]): string | null {
  const whole = text.trim();
  const exact = services.find((name) => name.toLowerCase() === whole.replace(/[.!]$/, '').toLowerCase());
  if (exact !== undefined) return exact;
  if (DOUBT.test(whole)) return null;
  const [named, ...others] = services.filter((name) => isNamed(whole, name));
  if (named === undefined || others.length > 0) return null;
  const reason = whole.split(REASON).slice(1).join(' ');
  return REASON.test(whole) && !isNamed(reason, named) ? null : named;
}

/** As a word of its own: `orders` is not named by `orders-db`, `reorders` or `orders.example.com`. */
function isNamed(text: string, name: string): boolean {
  const escaped = name.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(String.raw`(?<![\p{L}\p{N}_./-])${escaped}(?![\p{L}\p{N}_/-]|\.[\p{L}\p{N}])`, 'iu').test(
    text,
  );
}
