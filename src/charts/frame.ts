/** The part of a picture where lines are drawn, and the lines with their looks. */
import type { Line } from './prepare-series.js';

/** The plot and how times and values map into it. */
export interface Frame {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly from: number;
  readonly to: number;
  x(time: number): number;
  y(value: number): number;
}

export interface ColoredLine extends Line {
  readonly color: string;
  readonly width: number;
}
