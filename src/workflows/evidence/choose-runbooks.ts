/**
 * Which runbooks are worth asking their checks: those that name the alerts or are found by their words, those that have the
 * words of the lines that the trouble brought, and in a small library all others. An alert says what hurts, not what broke.
 */
import type { Alert } from '../../incidents/alert.js';
import type { Observation } from '../../incidents/evidence.js';
import type { Incident } from '../../incidents/incident.js';
import type { RunbookLibrary, RunbookMatch } from '../../incidents/runbook.js';
import { runbookQuery } from './runbook-query.js';

const MAX_CANDIDATES = 8;
/** Lines are somebody's words about one thing; further down the list they only share some with a page. */
const MAX_BY_LINES = 2;
const MAX_LINES = 3;
/** Each has a few queries for each suspect; of so many a metrics backend answers within the pass's time. */
const SMALL_LIBRARY = 24;
/** Nothing but their own checks can speak for these: less than the weakest match of a name. */
const UNNAMED_SCORE = 0.4;
const UNNAMED_REASON = 'no alert names it; its checks hold';

export interface Candidate extends RunbookMatch {
  /** Nothing points at it: it counts only where all of its checks hold, and did not before the trouble. */
  readonly isUnnamed: boolean;
}

export function chooseRunbooks(
  library: RunbookLibrary,
  incident: Pick<Incident, 'title' | 'service'>,
  alerts: readonly Alert[],
  telemetry: readonly Observation[],
): readonly Candidate[] {
  const found = library.find(runbookQuery(incident, alerts), MAX_CANDIDATES);
  const lines = telemetry.flatMap(lineOf).slice(0, MAX_LINES);
  const byLines =
    lines.length === 0
      ? []
      : // Whoever writes a log must not make a runbook look certain.
        library.search(lines.join('\n'), MAX_BY_LINES).map((match) => ({ ...match, isSure: false }));
  const pointed = distinct([...found, ...byLines]);
  const known = new Set(pointed.map(({ runbook }) => runbook.id));
  const all = library.list();
  const others = all.length > SMALL_LIBRARY ? [] : all.filter(({ id }) => !known.has(id));
  return [
    ...pointed.map((match) => ({ ...match, isUnnamed: false })),
    ...others.map((runbook) => ({
      runbook,
      score: UNNAMED_SCORE,
      reason: UNNAMED_REASON,
      isSure: false,
      isUnnamed: true,
    })),
  ];
}

function distinct(matches: readonly RunbookMatch[]): readonly RunbookMatch[] {
  const ids = matches.map(({ runbook }) => runbook.id);
  return matches.filter(({ runbook }, index) => ids.indexOf(runbook.id) === index);
}

/** New lines of trouble, without the parts that differ from line to line. */
function lineOf({ kind, data }: Observation): string[] {
  if (kind !== 'log' || typeof data !== 'object' || data === null) return [];
  const { template, change, level } = data as Readonly<Record<string, unknown>>;
  const isBad = level === 'error' || level === 'fatal' || level === 'warning';
  return typeof template === 'string' && change === 'new' && isBad
    ? [template.replaceAll(/<[^>]*>/g, ' ')]
    : [];
}
