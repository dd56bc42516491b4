/** Draws by lot that are the same for the same seed: names, numbers and times of a scene. */
import { createRandom } from '../../random/create-random.js';

/** Words that say nothing about what a service does. */
const WORDS =
  'amber aspen basalt beacon birch bramble cedar cinder clover cobalt coral cypress delta ember fennel fjord flint garnet ' +
  'harbor hazel heron indigo iris ivory jasper juniper kestrel lagoon lantern larch linden lotus maple marble meadow mesa ' +
  'mimosa moss nectar nimbus oak onyx opal orchid osprey pebble pine plover poplar prairie quartz quill raven reed ridge ' +
  'rowan saffron sage sierra slate sorrel spruce sumac talon teal thicket thistle tundra umber vale violet walnut willow yarrow zephyr';
const PEOPLE =
  'ada bo cleo dario eun fatou goran hana ilya jo kemal lin mira nils oya pia quim rosa sven tariq';

export interface Lot {
  /** From 0 up to, not including, 1. */
  next(): number;
  /** From `low` up to `high`, with so many digits after the point. */
  between(low: number, high: number, digits?: number): number;
  pick<Item>(items: readonly [Item, ...Item[]]): Item;
  /** A service's name that was not drawn before. */
  name(): string;
  person(): string;
  /** `3.14.2`. */
  version(): string;
  /** So many hex digits. */
  hex(length: number): string;
  /** How many events there are where so many are expected (Poisson). */
  count(expected: number): number;
  /** Around 1, a normal spread of so much. */
  around(spread: number): number;
}

export function createLot(seed: number): Lot {
  // Neighbouring seeds begin alike; the first numbers are thrown away.
  const next = createRandom(Math.imul(seed + 1, 0x9e3779b1));
  for (let index = 0; index < 8; index += 1) next();
  const names = shuffle(WORDS.split(' '), next);
  const people = PEOPLE.split(' ');

  const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  const whole = (below: number) => Math.floor(next() * below);
  return {
    next,
    between(low, high, digits = 0) {
      return Number((low + next() * (high - low)).toFixed(digits));
    },
    pick: (items) => items[whole(items.length)] ?? items[0],
    name() {
      const name = names.pop();
      if (name === undefined) throw new Error('There are no names left to draw.');
      return name;
    },
    person: () => people[whole(people.length)] ?? 'ada',
    version: () => `${1 + whole(8)}.${whole(30)}.${whole(9)}`,
    hex: (length) => Array.from({ length }, () => whole(16).toString(16)).join(''),
    count(expected) {
      if (expected <= 0) return 0;
      if (expected > 30) return Math.max(0, Math.round(expected + Math.sqrt(expected) * normal()));
      const limit = Math.exp(-expected);
      let events = 0;
      for (let product = next(); product > limit; product *= next()) events += 1;
      return events;
    },
    around: (spread) => Math.max(0.05, 1 + spread * normal()),
  };
}

function shuffle(items: readonly string[], next: () => number): string[] {
  return items
    .map((item) => ({ item, at: next() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}
