/** Numbers over time, as every metrics backend gives them and every analysis takes them. */

/** One labelled series. `times` are Unix seconds, ascending; `values` has the same length; non-finite samples are left out. */
export interface Series {
  readonly labels: Readonly<Record<string, string>>;
  readonly times: readonly number[];
  readonly values: readonly number[];
}

/** A half-open span of time. */
export interface TimeRange {
  readonly start: Date;
  readonly end: Date;
}

/** The same length of time, so many seconds earlier. */
export function shiftBack({ start, end }: TimeRange, seconds: number): TimeRange {
  return {
    start: new Date(start.getTime() - seconds * 1000),
    end: new Date(end.getTime() - seconds * 1000),
  };
}
