/** Times as Slack shows them, and other small pieces of text. */

const time = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const full = new Intl.DateTimeFormat(undefined, {
  dateStyle: 'medium',
  timeStyle: 'medium',
  hourCycle: 'h23',
});
const day = new Intl.DateTimeFormat(undefined, { weekday: 'long', month: 'long', day: 'numeric' });

export function dateOf(ts: string): Date {
  return new Date(Number(ts) * 1000);
}

export function formatTime(ts: string): string {
  return time.format(dateOf(ts));
}

export function formatFull(ts: string): string {
  return full.format(dateOf(ts));
}

/** `Today`, `Yesterday` or the date. */
export function formatDay(ts: string, now = new Date()): string {
  const date = dateOf(ts);
  const days = Math.round((startOfDay(now) - startOfDay(date)) / 86_400_000);
  return days === 0 ? 'Today' : days === 1 ? 'Yesterday' : day.format(date);
}

function startOfDay(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}

/** The tokens Slack accepts in `<!date^…^format|fallback>`. */
export function formatSlackDate(timestamp: number, format: string): string {
  const date = new Date(timestamp * 1000);
  const shapes: Record<string, Intl.DateTimeFormatOptions> = {
    date_num: { year: 'numeric', month: '2-digit', day: '2-digit' },
    date: { dateStyle: 'long' },
    date_short: { dateStyle: 'medium' },
    date_long: { dateStyle: 'full' },
    date_pretty: { dateStyle: 'long' },
    date_short_pretty: { dateStyle: 'medium' },
    date_long_pretty: { dateStyle: 'full' },
    time: { timeStyle: 'short', hourCycle: 'h23' },
    time_secs: { timeStyle: 'medium', hourCycle: 'h23' },
  };
  return format.replace(/\{(\w+)\}/g, (all, name: string) => {
    if (name === 'ago') return formatAgo(date);
    const shape = shapes[name];
    return shape === undefined ? all : new Intl.DateTimeFormat(undefined, shape).format(date);
  });
}

/** `29 min ago`, or `in 29 min` for what is still to come. */
export function formatAgo(date: Date, now = Date.now()): string {
  const signed = Math.round((now - date.getTime()) / 60_000);
  const minutes = Math.abs(signed);
  if (minutes < 1) return 'just now';
  const hours = Math.round(minutes / 60);
  const span = minutes < 60 ? `${minutes} min` : hours < 24 ? `${hours} h` : `${Math.round(hours / 24)} d`;
  return signed < 0 ? `in ${span}` : `${span} ago`;
}
