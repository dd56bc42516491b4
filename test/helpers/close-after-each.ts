/** Whatever a test opens is closed after it, the last first. Called once for a file, or for a group of its tests. */
import { afterEach } from '@jest/globals';

/** Returns what registers something to be closed after the test that runs. */
export function closeAfterEach(timeoutMs?: number): (close: () => unknown) => void {
  const closers: (() => unknown)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close();
  }, timeoutMs);
  return (close) => {
    closers.push(close);
  };
}
