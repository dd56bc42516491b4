/** Where the person is in the workspace. The address bar follows, so links, reloads and the back button work. */
import { useCallback, useEffect, useState } from 'react';
import { formatAddress, parseAddress, type Place } from './address.js';

const FIRST: Place = { channel: 'C0INCIDENTS' };

export function useNavigation(user: string): {
  readonly place: Place;
  readonly go: (next: Place) => void;
} {
  const [place, setPlace] = useState<Place>(() => parseAddress(new URL(location.href)) ?? FIRST);

  useEffect(() => {
    const follow = (): void => setPlace(parseAddress(new URL(location.href)) ?? FIRST);
    addEventListener('popstate', follow);
    return () => removeEventListener('popstate', follow);
  }, []);

  const go = useCallback(
    (next: Place) => {
      history.pushState(null, '', formatAddress(next, user));
      setPlace(next);
    },
    [user],
  );
  return { place, go };
}
