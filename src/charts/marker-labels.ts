/** Places the labels of vertical markers in rows above the plot, so that none touches another or another's rule. */

export interface MarkerLabel {
  readonly x: number;
  readonly width: number;
}

export interface PlacedLabel {
  /** 0 is the row next to the plot. */
  readonly row: number;
  readonly align: 'left' | 'right';
}

export const MAX_ROWS = 3;
/** Between a rule and its label, and between two labels. */
export const LABEL_GAP = 6;

/** One place per label, in their order; undefined when they cannot all be placed. At most four labels: it tries everything. */
export function placeMarkerLabels(
  labels: readonly MarkerLabel[],
  bounds: { readonly left: number; readonly right: number },
): readonly PlacedLabel[] | undefined {
  let best: { places: readonly PlacedLabel[]; cost: number } | undefined;
  const visit = (places: readonly PlacedLabel[]): void => {
    const cost = places.reduce((sum, { row, align }) => sum + row * 10 + Number(align === 'right'), 0);
    if (best && cost >= best.cost) return;
    const label = labels[places.length];
    if (!label) {
      best = { places, cost };
      return;
    }
    for (let row = 0; row < MAX_ROWS; row += 1) {
      for (const align of ['left', 'right'] as const) {
        const place = { row, align };
        const [from, to] = spanOf(label, place);
        if (from < bounds.left || to > bounds.right) continue;
        if (places.every((other, index) => isApart([labels[index]!, other], [label, place]))) {
          visit([...places, place]);
        }
      }
    }
  };
  visit([]);
  return best?.places;
}

function spanOf({ x, width }: MarkerLabel, { align }: PlacedLabel): readonly [number, number] {
  return align === 'left' ? [x, x + LABEL_GAP + width] : [x - LABEL_GAP - width, x];
}

type Placed = readonly [MarkerLabel, PlacedLabel];

function isApart(a: Placed, b: Placed): boolean {
  const [low, high] = a[1].row <= b[1].row ? [a, b] : [b, a];
  const [from, to] = spanOf(...low);
  if (low[1].row === high[1].row) {
    const [otherFrom, otherTo] = spanOf(...high);
    return to + LABEL_GAP < otherFrom || otherTo + LABEL_GAP < from;
  }
  // The rule of the upper one passes through the row of the lower.
  return high[0].x < from - LABEL_GAP || high[0].x > to + LABEL_GAP;
}
