/** A point in time as a model reads it off evidence: `03:12:04 UTC`, or with its date. */

const TIME_OF_DAY = /^([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?(?:\.\d+)?\s*(?:Z|UTC)?$/i;
const WITH_DATE = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?\s*(?:Z|UTC|[+-]\d\d:\d\d)?$/i;
const DAY_MS = 86_400_000;

/** A time of day is the last one that was; undefined when it is neither. Without a zone it is UTC. */
export function parseMoment(text: string, now: Date): Date | undefined {
  const clock = TIME_OF_DAY.exec(text.trim());
  if (clock) {
    const [, hours, minutes, seconds = '0'] = clock;
    const at = new Date(now);
    at.setUTCHours(Number(hours), Number(minutes), Number(seconds), 0);
    return at <= now ? at : new Date(at.getTime() - DAY_MS);
  }
  if (!WITH_DATE.test(text.trim())) return undefined;
  const iso = text
    .trim()
    .replace(' ', 'T')
    .replace(/\s*(?:UTC|Z)$/i, '');
  const at = new Date(/[+-]\d\d:\d\d$/.test(iso) ? iso : `${iso}Z`);
  return Number.isNaN(at.getTime()) ? undefined : at;
}
