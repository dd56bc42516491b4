/**
 * Suites that need Debian's real servers. One whose server is missing is skipped with the reason, or fails when
 * FIREWATCH_REQUIRE_SERVERS=1.
 */
// The wrapper below is what declares suites, so the rules for literal titles and callbacks do not fit this file.
/* oxlint-disable jest/valid-title, jest/valid-describe-callback, jest/expect-expect, jest/no-disabled-tests */
import { describe, test } from '@jest/globals';
import { findServer, missingServer, type ServerName } from './launch-servers.js';

export { findFreePort } from '../../demo/free-port.js';
export {
  promtoolPath,
  serverPath,
  startAlertmanager,
  startPostgres,
  startPrometheus,
  type RealServer,
} from './launch-servers.js';

/**
 * `describe` for a suite that needs real servers. When one is missing the suite is one skipped test whose title says why
 * and what to install, or one failing test when FIREWATCH_REQUIRE_SERVERS=1.
 */
export function describeWithServer(
  names: ServerName | readonly ServerName[],
  title: string,
  suite: () => void,
): void {
  const missing = [names].flat().filter((name) => findServer(name) === undefined);
  if (missing.length === 0) {
    describe(title, suite);
    return;
  }
  const reason = missing.map(missingServer).join(' ');
  describe(title, () => {
    if (process.env['FIREWATCH_REQUIRE_SERVERS'] === '1') {
      test(reason, () => {
        throw new Error(`${reason} FIREWATCH_REQUIRE_SERVERS=1 forbids skipping this suite.`);
      });
    } else {
      test.skip(`skipped: ${reason}`, () => undefined);
    }
  });
}
