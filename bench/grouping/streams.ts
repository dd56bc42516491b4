/** Streams of alerts whose true incidents are known: the sets as they came, or merged and shifted until they overlap. */
import type { Alert } from '../../src/incidents/alert.js';
import { createDice } from '../random/dice.js';

/** An alert and the fault that it was recorded for. */
export interface StreamedAlert {
  readonly alert: Alert;
  /** For the scorer alone. */
  readonly truth: string;
}

export interface AlertSet {
  readonly fault: string;
  readonly alerts: readonly Alert[];
}

/** Between bursts: longer than any rule looks back. */
const QUIET_MS = 60 * 60_000;

/** Ordered by time; alerts of one instant stay in the order in which they were recorded. */
const inOrder = (alerts: readonly StreamedAlert[]): readonly StreamedAlert[] =>
  alerts.toSorted((a, b) => a.alert.startsAt.getTime() - b.alert.startsAt.getTime());

/** The sets at their own times. */
export function sequential(sets: readonly AlertSet[]): readonly StreamedAlert[] {
  return inOrder(sets.flatMap(({ fault, alerts }) => alerts.map((alert) => ({ alert, truth: fault }))));
}

export interface Overlap {
  /** How many sets are under way in one burst. */
  readonly together: number;
  /** Share of a set's length that has not passed when the next begins, 0 to 1. */
  readonly share: number;
  readonly seed: number;
  /** Each set of a burst happens in a copy of the system, named by the `cluster` label. */
  readonly isInCopies?: boolean;
}

/** Bursts of sets drawn by lot, each beginning before the one before it is over, with an hour's quiet between bursts. */
export function overlapping(
  sets: readonly AlertSet[],
  { together, share, seed, isInCopies = false }: Overlap,
): readonly StreamedAlert[] {
  const drawn = shuffle(sets, seed);
  const stream: StreamedAlert[] = [];
  let at = 0;
  for (let first = 0; first < drawn.length; first += together) {
    let end = at;
    for (const [index, { fault, alerts }] of drawn.slice(first, first + together).entries()) {
      const times = alerts.map(({ startsAt }) => startsAt.getTime());
      const [begin, length] = [Math.min(...times), Math.max(...times) - Math.min(...times)];
      for (const alert of alerts) {
        const labels = isInCopies ? { ...alert.labels, cluster: `copy-${index + 1}` } : alert.labels;
        const startsAt = new Date(at + alert.startsAt.getTime() - begin);
        stream.push({ alert: { ...alert, labels, startsAt }, truth: fault });
      }
      end = Math.max(end, at + length);
      at += length * (1 - share);
    }
    at = end + QUIET_MS;
  }
  return inOrder(stream);
}

function shuffle<T>(items: readonly T[], seed: number): readonly T[] {
  const dice = createDice(seed);
  return items
    .map((item) => ({ item, at: dice.number(0, 1) }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ item }) => item);
}
