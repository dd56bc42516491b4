/** The page's addresses: which channel, thread and message each one means, and the links to them. */

export interface Place {
  /** Empty for a canvas whose channel is still to be found out. */
  readonly channel: string;
  /** The parent's ts of the open thread. */
  readonly thread?: string | undefined;
  /** A message to show and mark. */
  readonly message?: string | undefined;
  /** A tab of the channel: `home` for the app, a canvas id elsewhere. */
  readonly tab?: string | undefined;
}

/** `/archives/C0INCIDENTS/p1700000000000100?thread_ts=…` is Slack's own form of a permalink. */
export function parseAddress(url: URL): Place | undefined {
  const canvas = /^\/docs\/(?:T[A-Z0-9]+\/)?([A-Z0-9]+)\/?$/.exec(url.pathname)?.[1];
  if (canvas !== undefined) return { channel: '', tab: canvas };
  const match = /^\/archives\/([A-Z0-9]+)(?:\/p(\d+)(\d{6}))?\/?$/.exec(url.pathname);
  if (match?.[1] === undefined) return undefined;
  const message = match[2] === undefined ? undefined : `${match[2]}.${match[3]}`;
  return {
    channel: match[1],
    message,
    thread: url.searchParams.get('thread_ts') ?? undefined,
    tab: url.searchParams.get('tab') ?? undefined,
  };
}

export function formatAddress(place: Place, user?: string): string {
  const { channel, thread, message, tab } = place;
  if (channel === '') return `/docs/${tab ?? ''}`;
  const query = new URLSearchParams();
  if (thread !== undefined) query.set('thread_ts', thread);
  if (tab !== undefined) query.set('tab', tab);
  if (user !== undefined) query.set('user', user);
  const end = message === undefined ? '' : `/p${message.replace('.', '')}`;
  const asked = query.toString();
  return `/archives/${channel}${end}${asked === '' ? '' : `?${asked}`}`;
}

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Whether an address belongs to this workspace, by whichever name of this machine. */
function isOurs(url: URL, here: URL): boolean {
  return (
    url.origin === here.origin ||
    (url.port === here.port && LOOPBACK.has(url.hostname) && LOOPBACK.has(here.hostname))
  );
}

/** The place a link leads to when it stays inside this workspace. */
export function placeOfLink(href: string): Place | undefined {
  const here = new URL(location.href);
  if (!URL.canParse(href, here)) return undefined;
  const url = new URL(href, here);
  return isOurs(url, here) ? parseAddress(url) : undefined;
}

/** The same address under this page's own origin where that is possible, so that the browser lets us fetch it. */
export function toLocal(href: string): string {
  const here = new URL(location.href);
  if (!URL.canParse(href, here)) return href;
  const url = new URL(href, here);
  return isOurs(url, here) ? url.pathname + url.search : href;
}
