/** Who is looking: named by `?user=`, else whoever this tab was last, else Alice. */
import { useCallback } from 'react';
import { useRemembered } from './use-remembered.js';

const FIRST = 'U0ALICE';

export function usePerson(): [string, (user: string) => void] {
  const asked = new URLSearchParams(location.search).get('user');
  const [remembered, remember] = useRemembered('me', asked ?? FIRST);
  const become = useCallback(
    (user: string) => {
      const url = new URL(location.href);
      url.searchParams.set('user', user);
      history.replaceState(null, '', url);
      remember(user);
    },
    [remember],
  );
  return [asked ?? remembered, become];
}
