/** Finds room for small texts inside the plot, away from the lines and from one another. */

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly x2: number;
  readonly y2: number;
}

export interface FreePlaces {
  /** The candidate that covers least; the first of equals. Takes the place. Undefined when all would hide a text. */
  take(candidates: readonly Box[]): Box | undefined;
  /** Marks a place as taken. */
  block(box: Box): void;
}

/** A text that would cover more than this much of the lines, in pixels along them, is left out. */
const MAX_COVERED = 60;
const STEP = 4;

export function createFreePlaces(
  within: Box,
  lines: readonly (readonly (readonly [number, number])[])[],
): FreePlaces {
  const dots = lines.flatMap(trace);
  const taken: Box[] = [];
  const covered = (box: Box) =>
    dots.filter(([x, y]) => x >= box.x - 2 && x <= box.x2 + 2 && y >= box.y - 3 && y <= box.y2 + 3).length *
    STEP;
  return {
    take: (candidates) => {
      const best = candidates
        .filter((box) => contains(within, box) && !taken.some((other) => overlap(other, box)))
        .map((box) => ({ box, cost: covered(box) }))
        .filter(({ cost }) => cost <= MAX_COVERED)
        .reduce<{ box: Box; cost: number } | undefined>((a, b) => (a && a.cost <= b.cost ? a : b), undefined);
      if (best) taken.push(best.box);
      return best?.box;
    },
    block: (box) => void taken.push(box),
  };
}

/** Points every few pixels along a line. */
function trace(points: readonly (readonly [number, number])[]): readonly (readonly [number, number])[] {
  return points.flatMap(([x, y], index) => {
    const [toX, toY] = points[index + 1] ?? [x, y];
    const steps = Math.max(1, Math.ceil(Math.hypot(toX - x, toY - y) / STEP));
    return Array.from(
      { length: steps },
      (_, step) => [x + ((toX - x) * step) / steps, y + ((toY - y) * step) / steps] as const,
    );
  });
}

const contains = (outer: Box, box: Box) =>
  box.x >= outer.x && box.x2 <= outer.x2 && box.y >= outer.y && box.y2 <= outer.y2;
const overlap = (a: Box, b: Box) => a.x < b.x2 && b.x < a.x2 && a.y < b.y2 && b.y < a.y2;
