/** Texts that speak of now, such as “5 min ago”: they keep up while somebody looks at them. */
import { useEffect, useState } from 'react';
import { formatAgo, formatSlackDate } from './format.js';

/** A minute is the smallest step that such a text makes. */
const LOOK_AGAIN_MS = 15_000;

function useFresh(read: () => string, isAging: boolean): string {
  const [, setShown] = useState('');
  useEffect(() => {
    if (!isAging) return undefined;
    const timer = setInterval(() => setShown(read()), LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  });
  return read();
}

export function Ago({ date }: { date: Date }) {
  return useFresh(() => formatAgo(date), true);
}

/** A date as an app wrote it, for example `{date_short} ({ago})`. */
export function SlackDate({ timestamp, format }: { timestamp: number; format: string }) {
  return useFresh(() => formatSlackDate(timestamp, format), format.includes('{ago}'));
}
