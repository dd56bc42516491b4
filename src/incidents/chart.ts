/** A picture of numbers over time, as a value: what to draw, without colours and places. All times are Unix seconds. */

/** How values are written. `percent` takes shares: 0.41 reads "41 %". */
export type ChartUnit = 'percent' | 'seconds' | 'per_second' | 'bytes' | 'plain';

/** [time, value]; null or a value that is no finite number is a gap in the line. */
export type ChartPoint = readonly [number, number | null];

export interface ChartSeries {
  readonly name: string;
  /** In any order. */
  readonly points: readonly ChartPoint[];
  /** What the picture is about; the rest is there to compare with. */
  readonly isEmphasised: boolean;
}

export interface Chart {
  /** What is measured, and of what: "Failing share of checkout". */
  readonly title: string;
  /** The news in a few words: "0.1 % → 41 %, since 03:12 UTC". Null when there is none. */
  readonly subtitle: string | null;
  readonly unit: ChartUnit;
  readonly series: readonly ChartSeries[];
  /** The span that is shaded and named; `end` is null while it goes on. */
  readonly incident: { readonly start: number; readonly end: number | null } | null;
  /** When the emphasised series left its usual range. */
  readonly onset: number | null;
  /** What people changed: deploys, configuration, an executed fix. `label` is a few words: "deploy 2.4.1". */
  readonly changes: readonly { readonly at: number; readonly label: string }[];
  /** Where values usually lie. */
  readonly usual: { readonly from: number; readonly to: number } | null;
  /** A limit that matters, with a few words: "wanted < 2 %". */
  readonly threshold: { readonly value: number; readonly label: string } | null;
  /** Where the emphasised series goes if it goes on like this: to `value`, from the end of its points. */
  readonly projection: {
    /** The time that is now. */
    readonly from: number;
    readonly value: number;
    readonly at: number;
    readonly earliest: number;
    /** Null where it may also never get there. */
    readonly latest: number | null;
  } | null;
  /** One sentence with the numbers, for those who cannot see the picture. */
  readonly alt: string;
}
