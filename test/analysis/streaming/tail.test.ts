import { describe, expect, test } from '@jest/globals';
import { createTail } from '../../../src/analysis/streaming/tail.js';
import { createNoise } from './noise.js';

describe('the tail of a distribution', () => {
  test('knows nothing rare before 150 values', () => {
    const tail = createTail();
    for (let index = 0; index < 149; index += 1) tail.add(index % 10);

    expect(tail.surprise(1e9)).toBe(0);
    expect(tail.edge()).toBeNull();
    tail.add(0);
    expect(tail.surprise(1e9)).toBeGreaterThan(0);
  });

  test('estimates chances of normal noise, also beyond what was seen', () => {
    const noise = createNoise(11);
    const tail = createTail();
    for (let index = 0; index < 8000; index += 1) tail.add(noise());

    expect(tail.surprise(0)).toBe(0);
    // Normal chances beyond 3 and 4: 10^-2.87 and 10^-4.5; a tail that is never shorter than exponential is cautious.
    expect(tail.surprise(3)).toBeCloseTo(2.87, 0);
    expect(tail.surprise(4)).toBeGreaterThan(3.5);
    expect(tail.surprise(4)).toBeLessThan(4.8);
    expect(tail.surprise(1000)).toBe(10);
  });

  test('is less surprised by large values where large ones are usual', () => {
    const noise = createNoise(12);
    const [light, heavy] = [createTail(), createTail()];
    for (let index = 0; index < 4000; index += 1) {
      const value = Math.abs(noise());
      light.add(value);
      heavy.add(Math.exp(2 * value));
    }
    const largest = Math.exp(2 * 3.5);

    expect(heavy.surprise(2 * largest)).toBeLessThan(5);
    expect(light.surprise(2 * 3.5)).toBeGreaterThan(5);
  });

  test('forgets what was longer ago than two epochs', () => {
    const tail = createTail();
    for (let index = 0; index < 200; index += 1) tail.add(100);
    for (let index = 0; index < 20_000; index += 1) tail.add(index % 10);

    expect(tail.edge()).toBe(9);
  });

  test('takes ties for usual and all beyond them for rare', () => {
    const tail = createTail();
    for (let index = 0; index < 1000; index += 1) tail.add(index % 2);

    expect(tail.surprise(1)).toBe(0);
    expect(tail.surprise(1.5)).toBeGreaterThan(3);
  });

  test('is as surprised as can be by the first value other than zero', () => {
    const tail = createTail();
    for (let index = 0; index < 1000; index += 1) tail.add(0);

    expect(tail.surprise(1e-200)).toBe(10);
  });
});
