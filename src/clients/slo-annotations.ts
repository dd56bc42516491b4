/** The short way to an SLO: a target among the annotations of a component, measured by its own error signal. */
import type { Slo } from '../incidents/slo/slo.js';

export const SLO_TARGET = 'firewatch.dev/slo-target';
const SLO_WINDOW = 'firewatch.dev/slo-window';

const DEFAULT_WINDOW = '30d';
const UNITS: Readonly<Record<string, number>> = { m: 60, h: 3600, d: 86_400, w: 7 * 86_400 };
/** A budget over less than the shortest pair of windows says nothing about how fast it burns. */
const MIN_WINDOW_SECONDS = 2 * 3600;

export interface AnnotatedSlo {
  readonly slo?: Omit<Slo, 'place'>;
  /** By the annotation; a sentence's end, to stand behind the file and line. */
  readonly problems: readonly { readonly key: string; readonly text: string }[];
}

/** `failing` and `traffic` are the queries of the service's signals `errors` and `requests`, with `$window` still in them. */
export function readAnnotatedSlo(
  annotation: (key: string) => string | null,
  service: string,
  { failing, traffic }: { readonly failing: string | null; readonly traffic: string | null },
): AnnotatedSlo {
  const targetText = annotation(SLO_TARGET);
  const windowText = annotation(SLO_WINDOW);
  if (targetText === null) {
    if (windowText === null) return { problems: [] };
    const text = `${service} has a window for an SLO but no ${SLO_TARGET}; it has no SLO.`;
    return { problems: [{ key: SLO_WINDOW, text }] };
  }
  const target = readPercent(targetText);
  if (target === undefined) {
    const text = `the SLO target of ${service} must be percent between 0 and 100, such as "99.9", not "${targetText}"; it has no SLO.`;
    return { problems: [{ key: SLO_TARGET, text }] };
  }
  const windowSeconds = readWindow(windowText ?? DEFAULT_WINDOW);
  if (typeof windowSeconds === 'string') {
    const text = `the SLO window of ${service} ${windowSeconds}; it has no SLO.`;
    return { problems: [{ key: SLO_WINDOW, text }] };
  }
  if (failing === null || !failing.includes('$window')) {
    const text = `${service} has an SLO target but no signal "errors" with $window in it, which measures it; it has no SLO.`;
    return { problems: [{ key: SLO_TARGET, text }] };
  }
  const sli = { kind: 'share', failing, traffic: traffic?.includes('$window') ? traffic : null } as const;
  return { slo: { name: 'availability', service, target, windowSeconds, sli }, problems: [] };
}

/** `99.9` and `99.9%` → 0.999; undefined when it is no promise that can be kept or broken. */
function readPercent(text: string): number | undefined {
  const percent = /^(\d{1,2}(?:\.\d+)?)\s*%?$/.exec(text.trim())?.[1];
  const share = percent === undefined ? NaN : Number((Number(percent) / 100).toFixed(8));
  return share > 0 && share < 1 ? share : undefined;
}

/** Seconds of a rolling window, or what is wrong with it, as the end of a sentence. */
export function readWindow(text: string): number | string {
  const [, count, unit = ''] = /^(\d{1,4})([a-zA-Z])$/.exec(text.trim()) ?? [];
  if (count !== undefined && /[MQY]/.test(unit))
    return `is "${text}", whose length changes; write it in days, such as 30d`;
  const size = UNITS[unit];
  if (count === undefined || size === undefined) return `must be a duration such as 30d, not "${text}"`;
  const seconds = Number(count) * size;
  return seconds >= MIN_WINDOW_SECONDS ? seconds : 'must be at least 2h';
}
