/** Where a small text may stand beside what it names. */
import type { Box } from './free-place.js';

/** The place of a dot. */
export const around = ({ x, y }: { readonly x: number; readonly y: number }): Box => ({
  x: x - 9,
  x2: x + 9,
  y: y - 9,
  y2: y + 9,
});

/** A corner of a text: where it is anchored, and to which side it extends. */
export interface Corner {
  readonly x: number;
  readonly y: number;
  readonly toLeft: boolean;
  readonly up: boolean;
}

export function boxAt({ x, y, toLeft, up }: Corner, width: number, size: number): Box {
  const height = size + 4;
  return {
    x: toLeft ? x - width : x,
    x2: toLeft ? x : x + width,
    y: up ? y - height : y,
    y2: up ? y : y + height,
  };
}

export function aroundRule(y: number, left: number, right: number): readonly Corner[] {
  return [
    { x: left, y: y - 6, toLeft: false, up: true },
    { x: right, y: y - 6, toLeft: true, up: true },
    { x: left, y: y + 6, toLeft: false, up: false },
    { x: right, y: y + 6, toLeft: true, up: false },
  ];
}

export function aroundDot(x: number, y: number): readonly Corner[] {
  return [
    { x: x - 13, y: y + 11, toLeft: true, up: true },
    { x: x - 13, y: y - 8, toLeft: true, up: true },
    { x: x + 13, y: y + 11, toLeft: false, up: true },
    { x: x + 13, y: y - 8, toLeft: false, up: true },
    { x: x - 13, y: y - 28, toLeft: true, up: true },
    { x: x - 13, y: y + 8, toLeft: true, up: false },
    { x: x + 13, y: y + 8, toLeft: false, up: false },
  ];
}

export function aroundBand(band: Box, left: number, right: number): readonly Corner[] {
  return [
    { x: left, y: band.y - 2, toLeft: false, up: true },
    { x: right, y: band.y - 2, toLeft: true, up: true },
    { x: left, y: band.y2 + 2, toLeft: false, up: false },
    { x: right, y: band.y2 + 2, toLeft: true, up: false },
    { x: left, y: band.y + 2, toLeft: false, up: false },
  ];
}

/** For a dot at an end of the picture, with a line that comes from the left. */
export function aroundEnd(x: number, y: number): readonly Corner[] {
  const shifts = [12, 34, 56].flatMap((away) =>
    [40, 13].flatMap((aside) => [
      { x: x + aside, y: y + away, toLeft: true, up: false },
      { x: x + aside, y: y - away, toLeft: true, up: true },
    ]),
  );
  return [...aroundDot(x, y), ...shifts];
}
