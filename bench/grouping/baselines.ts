/** Rules that look at one thing: a gap in time, a window, an equal label. Each gives every alert of a stream its group. */
import { serviceOfAlert, type Alert } from '../../src/incidents/alert.js';

export type GroupingRule = (stream: readonly Alert[]) => readonly string[];

/** A new group after so many seconds without an alert. */
const gap = (seconds: number): GroupingRule => byKey(() => '', seconds);

/** A new group so many seconds after the first alert of the one before. */
const window =
  (seconds: number): GroupingRule =>
  (stream) => {
    let [group, begin] = [0, -Infinity];
    return stream.map(({ startsAt }) => {
      if (startsAt.getTime() - begin >= seconds * 1000) [group, begin] = [group + 1, startsAt.getTime()];
      return `${group}`;
    });
  };

/** What has an equal key is one group until so many seconds have passed without one. */
function byKey(keyOf: (alert: Alert) => string, seconds: number): GroupingRule {
  return (stream) => {
    const open = new Map<string, { group: number; at: number }>();
    let groups = 0;
    return stream.map((alert) => {
      const [key, at] = [keyOf(alert), alert.startsAt.getTime()];
      const known = open.get(key);
      const group = known && at - known.at <= seconds * 1000 ? known.group : (groups += 1);
      open.set(key, { group, at });
      return `${group}`;
    });
  };
}

/** Five minutes, as the product's own window. */
const LABEL_SECONDS = 300;

export const BASELINES: Readonly<Record<string, GroupingRule>> = {
  'gap > 60 s': gap(60),
  'gap > 120 s': gap(120),
  'gap > 300 s': gap(300),
  'fixed 300 s': window(300),
  'fixed 600 s': window(600),
  'same service': byKey(({ labels }) => serviceOfAlert(labels) ?? labels['node'] ?? '', LABEL_SECONDS),
  'same alert name': byKey(({ name }) => name, LABEL_SECONDS),
  'same cluster': byKey(({ labels }) => labels['cluster'] ?? '', LABEL_SECONDS),
};
