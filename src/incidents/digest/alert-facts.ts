/** What is on record of each alert that fired often: how it came and went, and what people made of it. Pure. */
import { groupBy } from '../../shared/group-by.js';
import { beganAt } from '../alert.js';
import type { DigestFiring, DigestIncident, DigestRecords } from './records.js';

export interface AlertFacts {
  readonly name: string;
  readonly firings: number;
  /** Back within ten minutes after it ended, as often as that happened; how long each pause was. */
  readonly pausesMs: readonly number[];
  /** Of firings that ended. */
  readonly lastedMs: readonly number[];
  /** Incidents that are over and that it was part of, and how they went. */
  readonly ended: number;
  /** Over by themselves: nobody acknowledged them, and nobody did anything. */
  readonly unattended: number;
  /** Somebody acknowledged them, and nothing else is on record. */
  readonly onlyAcknowledged: number;
  readonly actedOn: number;
  /** The other alert that fired with it most often: `firings` of its own, in `earlier` of which the other was there first. */
  readonly companion: { readonly name: string; readonly firings: number; readonly earlier: number } | null;
  /** The fix that people approved most often and that worked, in how many of the incidents. */
  readonly fix: { readonly title: string; readonly times: number } | null;
}

/** As the flapping of an incident is judged: within ten minutes nobody has begun with anything else. */
const SOON_MS = 10 * 60_000;
/** Alerts of one trouble begin within a few evaluations: the same five minutes within which they become one incident. */
const TOGETHER_MS = 5 * 60_000;
/** One firing is no noise. */
const MIN_FIRINGS = 2;

/** Those that fired most, most first; alerts of private incidents are left out. */
export function readAlertFacts({ incidents, firings }: DigestRecords, max: number): readonly AlertFacts[] {
  const shown = firings.filter(({ isPrivate }) => !isPrivate);
  const byName = groupBy(shown, ({ name }) => name);
  const byIncident = groupBy(shown, ({ incidentId }) => incidentId);
  const known = new Map(incidents.map((incident) => [incident.id, incident]));
  return [...byName]
    .filter(([, own]) => own.length >= MIN_FIRINGS)
    .toSorted(([a, m], [b, n]) => n.length - m.length || a.localeCompare(b))
    .slice(0, max)
    .map(([name, own]) => {
      const ids = new Set(own.map(({ incidentId }) => incidentId));
      const ended = [...ids].flatMap((id) => known.get(id) ?? []).filter(isOver);
      return {
        name,
        firings: own.length,
        pausesMs: pausesOf(own),
        lastedMs: own.flatMap((one) =>
          one.endsAt === null ? [] : [Math.max(0, +one.endsAt - +beganAt(one))],
        ),
        ended: ended.length,
        unattended: ended.filter((one) => one.acknowledgedAt === null && !one.isActedOn).length,
        onlyAcknowledged: ended.filter((one) => one.acknowledgedAt !== null && !one.isActedOn).length,
        actedOn: ended.filter(({ isActedOn }) => isActedOn).length,
        companion: companionOf(name, own, byIncident),
        fix: commonFix(ended),
      };
    });
}

const isOver = ({ resolvedAt }: DigestIncident) => resolvedAt !== null;

/** Of each series for itself: two instances that fail in turn do not flap. */
function pausesOf(firings: readonly DigestFiring[]): readonly number[] {
  return [...groupBy(firings, ({ fingerprint }) => fingerprint).values()].flatMap((series) => {
    const inOrder = series.toSorted((a, b) => +beganAt(a) - +beganAt(b));
    return inOrder.slice(1).flatMap((next, index) => {
      const end = inOrder[index]?.endsAt ?? null;
      const pause = end === null ? -1 : +beganAt(next) - +end;
      return pause >= 0 && pause <= SOON_MS ? [pause] : [];
    });
  });
}

function companionOf(
  name: string,
  own: readonly DigestFiring[],
  byIncident: ReadonlyMap<string, readonly DigestFiring[]>,
): AlertFacts['companion'] {
  const found = new Map<string, { firings: number; earlier: number }>();
  for (const one of own) {
    // By name, the least delay: before zero, the other was there first.
    const delays = new Map<string, number>();
    for (const other of byIncident.get(one.incidentId) ?? []) {
      const delay = +beganAt(other) - +beganAt(one);
      if (other.name === name || Math.abs(delay) > TOGETHER_MS) continue;
      delays.set(other.name, Math.min(delay, delays.get(other.name) ?? Infinity));
    }
    for (const [other, delay] of delays) {
      const { firings, earlier } = found.get(other) ?? { firings: 0, earlier: 0 };
      found.set(other, { firings: firings + 1, earlier: earlier + (delay < 0 ? 1 : 0) });
    }
  }
  const [most] = [...found].toSorted(([a, m], [b, n]) => n.firings - m.firings || a.localeCompare(b));
  return most ? { name: most[0], ...most[1] } : null;
}

function commonFix(ended: readonly DigestIncident[]): AlertFacts['fix'] {
  const fixes = ended.flatMap(({ fix }) => (fix === null ? [] : [fix]));
  const alike = [...groupBy(fixes, ({ runbookId, title }) => JSON.stringify([runbookId, title])).values()];
  const [most] = alike.toSorted((a, b) => b.length - a.length);
  const [fix] = most ?? [];
  return fix && most ? { title: fix.title, times: most.length } : null;
}
