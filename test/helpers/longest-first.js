/**
 * The order of test files: those that take longest begin first, so that no worker is left alone with one at the end. On a
 * fresh checkout nothing else knows how long they take.
 */
import { statSync } from 'node:fs';
import { sep } from 'node:path';

/**
 * Files, or folders, that take more than about ten seconds. Those that keep both processors busy, or are watched by
 * people's clocks, begin beside one that mostly waits.
 */
const LONGEST = [
  'test/scenarios/real-servers/incident.test.ts',
  'test/slack/inbox.test.ts',
  'test/jobs/queue.test.ts',
  'test/intake/silence.test.ts',
  'test/slack/delivery/crowds.test.ts',
  'test/scenarios/killed-bot/pglite.test.ts',
  'test/scenarios/killed-bot/postgres.test.ts',
  'test/demo/shop/alerting.test.ts',
  'test/scenarios/real-servers/two-bots.test.ts',
  'test/slack/delivery/faults.test.ts',
  'test/bench/main.test.ts',
  'test/bench/evals/evals.test.ts',
  'test/slack/whole-bot.test.ts',
  'test/bench/agent-suites.test.ts',
  'test/scenarios/demo/page.test.ts',
  'test/intake/webhook.test.ts',
  'test/scenarios/people-at-work.test.ts',
  'test/scenarios/demo/headless.test.ts',
  'test/slack/knowledge.test.ts',
  'test/slack/delivery/streams.test.ts',
  'test/demo/shop/faults.test.ts',
  'test/scenarios',
  'test/slack/delivery',
  'test/doctor',
  'test/storage',
  'test/slack/home-and-shortcuts.test.ts',
  'test/slack/places.test.ts',
  'test/demo/metrics/prometheus-equality.test.ts',
  'test/workflows',
  'test/demo/slack',
];

export default class LongestFirst {
  sort(tests) {
    return tests
      .map((test) => ({ test, place: placeOf(test), size: statSync(test.path).size }))
      .toSorted((one, other) => one.place - other.place || other.size - one.size)
      .map(({ test }) => test);
  }

  /** For `--shard`: every n-th file of that order. */
  shard(tests, { shardIndex, shardCount }) {
    return this.sort(tests).filter((_, index) => index % shardCount === shardIndex - 1);
  }

  allFailedTests(tests) {
    return tests;
  }

  cacheResults() {}
}

function placeOf({ path, context }) {
  const file = path.slice(context.config.rootDir.length + 1).replaceAll(sep, '/');
  const place = LONGEST.findIndex((name) => file === name || file.startsWith(`${name}/`));
  return place === -1 ? LONGEST.length : place;
}
