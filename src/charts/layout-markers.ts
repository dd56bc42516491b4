/** What people changed: dashed rules through the plot, each with its label above. */
import type { Font } from './font.js';
import type { Frame } from './frame.js';
import { cleanLabel, fitLabel } from './label-text.js';
import { LABEL_GAP, placeMarkerLabels, type PlacedLabel } from './marker-labels.js';
import { COLORS, type Part } from './picture.js';

const SIZE = 19;
const MAX_LABELS = 4;
/** Tried one after the other. */
const WIDTHS = [270, 210, 150];
/** Rules closer than this look like one. */
const TOGETHER = 9;

interface Marker {
  readonly x: number;
  readonly label: string;
}

export interface LaidOutMarkers {
  /** Rows of labels above the plot. */
  readonly rows: number;
  draw(frame: Frame, rowHeight: number): readonly Part[];
}

/** Those nearest to `near` get labels first; a label that finds no place is left out, its rule stays. */
export function layOutMarkers(
  changes: readonly Marker[],
  { font, left, right, near }: { font: Font; left: number; right: number; near: number },
): LaidOutMarkers {
  const markers = together(
    changes
      .map(({ x, label }) => ({ x, label: cleanLabel(label, font) || 'change' }))
      .sort((a, b) => a.x - b.x),
  );
  const byNearness = markers.toSorted((a, b) => Math.abs(a.x - near) - Math.abs(b.x - near));
  for (let count = Math.min(MAX_LABELS, markers.length); count > 0; count -= 1) {
    for (const width of WIDTHS) {
      const labelled = byNearness.slice(0, count).map(({ x, label }) => {
        const text = fitLabel(label, font, SIZE, width);
        return { x, text, width: font.widthOf(text, SIZE) };
      });
      const places = placeMarkerLabels(labelled, { left, right });
      if (places) return placed(markers, labelled, places);
    }
  }
  return placed(markers, [], []);
}

/** Changes at the same time share a rule: "deploy 2.4.1 and 2 more". */
function together(sorted: readonly Marker[]): readonly Marker[] {
  const groups: Marker[][] = [];
  for (const marker of sorted) {
    const group = groups.at(-1);
    if (group?.[0] && marker.x - group[0].x < TOGETHER) group.push(marker);
    else groups.push([marker]);
  }
  return groups.flatMap(([first, ...others]) =>
    first
      ? [
          {
            x: first.x,
            label: others.length === 0 ? first.label : `${first.label} and ${others.length} more`,
          },
        ]
      : [],
  );
}

function placed(
  markers: readonly Marker[],
  labelled: readonly { readonly x: number; readonly text: string }[],
  places: readonly PlacedLabel[],
): LaidOutMarkers {
  return {
    rows: Math.max(0, ...places.map(({ row }) => row + 1)),
    draw: ({ top, bottom }, rowHeight) => [
      ...markers.map(({ x }): Part => {
        const row = places[labelled.findIndex((label) => label.x === x)]?.row;
        const y = row === undefined ? top : top - 12 - row * rowHeight - 16;
        return { kind: 'rule', x, x2: x, y, y2: bottom, color: COLORS.muted, width: 1.8, dash: [6, 4] };
      }),
      ...labelled.flatMap(({ x, text }, index): Part[] => {
        const place = places[index];
        if (!place) return [];
        const y = top - 14 - place.row * rowHeight;
        const offset = place.align === 'left' ? LABEL_GAP : -LABEL_GAP;
        return [{ kind: 'text', x: x + offset, y, text, size: SIZE, color: COLORS.ink, align: place.align }];
      }),
    ],
  };
}
