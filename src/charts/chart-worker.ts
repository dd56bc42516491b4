/** Runs in a thread of its own: draws one chart after another, and answers each with its number. */
import { parentPort } from 'node:worker_threads';
import type { Chart } from '../incidents/chart.js';
import { errorMessage } from '../shared/errors.js';
import { drawChart, type ChartPicture } from './draw-chart.js';
import { readFont } from './font.js';

export interface DrawRequest {
  readonly id: number;
  readonly chart: Chart;
}

export type DrawAnswer =
  | { readonly id: number; readonly picture: ChartPicture | null }
  | { readonly id: number; readonly error: string };

const font = readFont();

parentPort?.on('message', ({ id, chart }: DrawRequest) => {
  drawChart(chart, font).then(
    (picture) => parentPort?.postMessage({ id, picture } satisfies DrawAnswer),
    (error: unknown) => parentPort?.postMessage({ id, error: errorMessage(error) } satisfies DrawAnswer),
  );
});
