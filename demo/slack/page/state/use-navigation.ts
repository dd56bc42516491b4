/** Where the person is in the workspace. The address bar follows, so links, reloads and the back button work. */
import { useCallback, useEffect, useState } from 'react';
import { formatAddress, parseAddress, type Place } from './address.js';

const FIRST: Place = { channel: 'C0INCIDENTS' };

/** `isReplacing` leaves no step for the back button: for addresses that only lead on. */
export type Go = (next: Place, options?: { isReplacing?: boolean }) => void;

export function useNavigation(user: string): {
  readonly place: Place;
  readonly go: Go;
} {
  const [place, setPlace] = useState<Place>(() => parseAddress(new URL(location.href)) ?? FIRST);

  useEffect(() => {
    const follow = (): void => setPlace(parseAddress(new URL(location.href)) ?? FIRST);
    addEventListener('popstate', follow);
    return () => removeEventListener('popstate', follow);
  }, []);

  const go = useCallback<Go>(
    (next, { isReplacing = false } = {}) => {
      const address = formatAddress(next, user);
      if (isReplacing) history.replaceState(null, '', address);
      else history.pushState(null, '', address);
      setPlace(next);
    },
    [user],
  );
  return { place, go };
}
