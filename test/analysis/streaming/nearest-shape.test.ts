import { describe, expect, test } from '@jest/globals';
import { createNearestShape, type ShapeQuestion } from '../../../src/analysis/streaming/nearest-shape.js';
import { createNoise } from './noise.js';

/** The definition, without any shortcut. */
function searched(
  values: readonly number[],
  { length, memory, isCentred }: ShapeQuestion,
): number | undefined {
  const stretch = (end: number) => values.slice(end - length + 1, end + 1);
  const centre = (part: readonly number[]) => {
    const mean = isCentred ? part.reduce((sum, value) => sum + value, 0) / length : 0;
    return part.map((value) => value - mean);
  };
  const last = values.length - 1;
  const latest = centre(stretch(last));
  let best: number | undefined;
  for (let end = Math.max(length - 1, last - length - memory); end <= last - length; end += 1) {
    const distance = Math.hypot(...centre(stretch(end)).map((value, index) => value - latest[index]!));
    best = Math.min(best ?? Infinity, distance);
  }
  return best;
}

/** Two ways of adding up the same numbers differ in the last digits. */
const rounded = (value: number | undefined) => value?.toFixed(8);

describe('the nearest shape of the past', () => {
  test.each<ShapeQuestion>([
    { length: 4, memory: 30, isCentred: false },
    { length: 4, memory: 30, isCentred: true },
    { length: 1, memory: 10, isCentred: false },
  ])('is the one that a plain search finds, with %j', (question) => {
    const noise = createNoise(21);
    const shape = createNearestShape(question);
    const values: number[] = [];
    for (let index = 0; index < 300; index += 1) {
      const value = 10 * Math.sin(index / 5) + noise();
      values.push(value);
      shape.add(value);

      const expected = searched(values, question);
      expect(rounded(shape.distance())).toEqual(rounded(expected));
    }
  });
});
