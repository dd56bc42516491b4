/** Severity from the sender's own word for it; people and the impact score may change it later. */
import { SEVERITIES, type Severity } from './incident.js';

/** The words in common use in Prometheus rules, Grafana and PagerDuty. */
const WORDS: ReadonlyMap<string, Severity> = new Map<string, Severity>(
  Object.entries({
    critical: 'sev1',
    page: 'sev1',
    emergency: 'sev1',
    disaster: 'sev1',
    p1: 'sev1',
    sev1: 'sev1',
    high: 'sev2',
    error: 'sev2',
    major: 'sev2',
    p2: 'sev2',
    sev2: 'sev2',
    warning: 'sev3',
    warn: 'sev3',
    minor: 'sev3',
    p3: 'sev3',
    sev3: 'sev3',
    info: 'sev4',
    information: 'sev4',
    low: 'sev4',
    none: 'sev4',
    p4: 'sev4',
    p5: 'sev4',
    sev4: 'sev4',
  } satisfies Record<string, Severity>),
);

/** The `severity` (or `priority`) label in our scale. Unknown or missing counts as sev3: worth a look, not a page. */
export function severityOfAlert(labels: Readonly<Record<string, string>>): Severity {
  return severityOfWord(labels['severity'] ?? labels['priority'] ?? '') ?? 'sev3';
}

/** Undefined when the word says nothing to us. */
export function severityOfWord(word: string): Severity | undefined {
  return WORDS.get(word.trim().toLowerCase());
}

/** The worse of two. */
export function worseSeverity(a: Severity, b: Severity): Severity {
  return isWorse(b, a) ? b : a;
}

/** Whether `a` is worse than `b`. */
export function isWorse(a: Severity, b: Severity): boolean {
  return SEVERITIES.indexOf(a) < SEVERITIES.indexOf(b);
}
