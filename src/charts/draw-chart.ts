/** Chart → SVG (vega-lite, vega) → PNG (resvg). Takes tens of milliseconds of processor time: see the renderer. */
import { Resvg } from '@resvg/resvg-js';
import * as vega from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import type { Chart } from '../incidents/chart.js';
import { FONT_FAMILY, FONT_PATH, type Font } from './font.js';
import { layOut } from './layout.js';
import { COLORS, HEIGHT, PIXELS_PER_UNIT, WIDTH, type Part } from './picture.js';

export interface ChartPicture {
  readonly png: Uint8Array;
  /** In pixels. */
  readonly width: number;
  readonly height: number;
}

/** Null when the chart has no sample that could be drawn. */
export async function drawChart(chart: Chart, font: Font): Promise<ChartPicture | null> {
  const parts = layOut(chart, font);
  if (parts === null) return null;
  const view = new vega.View(vega.parse(compile(buildSpec(parts)).spec), { renderer: 'none' });
  try {
    const image = new Resvg(await view.toSVG(), {
      fitTo: { mode: 'width', value: WIDTH * PIXELS_PER_UNIT },
      font: { fontFiles: [FONT_PATH], loadSystemFonts: false, defaultFontFamily: FONT_FAMILY },
    }).render();
    return { png: image.asPng(), width: image.width, height: image.height };
  } finally {
    view.finalize();
  }
}

type Layer = Extract<TopLevelSpec, { readonly layer: unknown }>['layer'][number];

function buildSpec(parts: readonly Part[]): TopLevelSpec {
  const card: Layer = {
    data: { values: [{ x: 1, x2: WIDTH - 1, y: 1, y2: HEIGHT - 1 }] },
    // An opaque card with its own border looks at home on light and on dark pages.
    mark: { type: 'rect', fill: COLORS.background, stroke: COLORS.border, strokeWidth: 1, cornerRadius: 12 },
    encoding: placed('x', 'x2', 'y', 'y2'),
  };
  const layers = inRuns(parts).map(([first, ...others]) => layerOf(first, [first, ...others]));
  return {
    width: WIDTH,
    height: HEIGHT,
    padding: 0,
    autosize: { type: 'none' },
    background: 'transparent',
    config: { font: FONT_FAMILY, view: { stroke: null } },
    layer: [card, ...layers.flat()],
  };
}

type Run = [Part, ...Part[]];

/** Neighbours of one kind share a layer; a line is a layer of its own. */
function inRuns(parts: readonly Part[]): readonly Run[] {
  const runs: Run[] = [];
  for (const part of parts) {
    const run = runs.at(-1);
    if (run?.[0].kind === part.kind && part.kind !== 'line') run.push(part);
    else runs.push([part]);
  }
  return runs;
}

/** Positions are pixels already. */
function placed(...channels: readonly string[]): Record<string, object> {
  return Object.fromEntries(
    channels.map((channel) => [channel, { field: channel, type: 'quantitative', scale: null, axis: null }]),
  );
}

const asIs = (field: string) => ({ field, type: 'nominal', scale: null, legend: null }) as const;

function layerOf(first: Part, run: Part[]): Layer[] {
  const data = { values: run };
  switch (first.kind) {
    case 'box':
      return [
        { data, mark: { type: 'rect' }, encoding: { ...placed('x', 'x2', 'y', 'y2'), fill: asIs('fill') } },
      ];
    case 'rule':
      return [
        {
          data: { values: run.map((rule) => ({ dash: [1, 0], ...rule })) },
          mark: { type: 'rule', strokeDash: { expr: 'datum.dash' }, strokeWidth: { expr: 'datum.width' } },
          encoding: { ...placed('x', 'x2', 'y', 'y2'), color: asIs('color') },
        },
      ];
    case 'line':
      return [
        {
          data: { values: first.points.map(([x, y], order) => ({ x, y, order })) },
          mark: {
            type: 'line',
            color: first.color,
            strokeWidth: first.width,
            strokeJoin: 'round',
            strokeCap: 'round',
          },
          encoding: { ...placed('x', 'y'), order: { field: 'order', type: 'quantitative' } },
        },
      ];
    case 'dot':
      return [
        {
          data,
          mark: {
            type: 'point',
            filled: true,
            opacity: 1,
            size: { expr: 'PI * datum.radius * datum.radius' },
          },
          encoding: { ...placed('x', 'y'), color: asIs('color') },
        },
      ];
    case 'text':
      return textLayers(run);
  }
}

function textLayers(run: Part[]): Layer[] {
  const mark = {
    type: 'text',
    baseline: 'alphabetic',
    align: { expr: 'datum.align' },
    fontSize: { expr: 'datum.size' },
    // Vega cuts and breaks texts of its own accord otherwise.
    limit: 0,
    lineBreak: { expr: "'\\u0000'" },
  } as const;
  const encoding = { ...placed('x', 'y'), text: { field: 'text', type: 'nominal' } } as const;
  const withHalo = run.filter((part) => part.kind === 'text' && part.hasHalo);
  const halo: Layer = {
    data: { values: withHalo },
    mark: {
      ...mark,
      color: COLORS.background,
      stroke: COLORS.background,
      strokeWidth: 5,
      strokeJoin: 'round',
      opacity: 0.85,
    },
    encoding,
  };
  const ink: Layer = {
    data: { values: run },
    mark: { ...mark, strokeWidth: { expr: 'datum.isStrong ? 0.55 : 0' } },
    encoding: { ...encoding, fill: asIs('color'), stroke: asIs('color') },
  };
  return withHalo.length > 0 ? [halo, ink] : [ink];
}
