/** What the short and the long evidence message share: which observation belongs where, and what may be said of it. */
import type { Evidence } from '../../../incidents/evidence.js';
import { readSimilarIncident } from '../../../incidents/similar-incident.js';
import { citedIds, type IncidentView } from '../../../workflows/reading/incident-view.js';
import { glue, plain, type Line } from '../kit/block-kit.js';
import { citation, count } from '../kit/words.js';
import { unverifiedMark } from './analysis-parts.js';

export interface SortedEvidence {
  /**
   * Where it began, then the strongest of what each source shows, then the rest; alerts last, because everybody in the
   * thread knows of them.
   */
  readonly unusual: readonly Evidence[];
  /** What runs out soon, or has; the most urgent first. */
  readonly forecasts: readonly Evidence[];
  /** Past incidents like this one, the most similar first. */
  readonly similar: readonly Evidence[];
  /** Quiet: they rule causes out. */
  readonly others: readonly Evidence[];
  readonly changes: readonly Evidence[];
  readonly runbooks: readonly Evidence[];
}

/** Of each, the first row is the most telling. */
const LEADING = ['signal', 'log', 'trace'] as const;
/** Told under headings of their own. */
const APART: ReadonlySet<Evidence['kind']> = new Set(['change', 'runbook', 'similar']);

export function sortEvidence({ evidence, analysis }: IncidentView): SortedEvidence {
  const cited = new Set(citedIds(analysis));
  // What was asked and led nowhere is noise.
  const observations = evidence.filter(
    ({ id, kind }) => !APART.has(kind) && (kind !== 'tool_result' || cited.has(id)),
  );
  const isTelling = ({ id, kind, isAnomalous }: Evidence) =>
    isAnomalous || (kind === 'tool_result' && cited.has(id));
  const isAhead = ({ kind }: Evidence) => kind === 'forecast';
  const telling = observations.filter((item) => isTelling(item) && !isAhead(item));
  // A line that names the failure says more than the third signal of the same service.
  const suspect = telling.find(({ kind }) => kind === 'ranking')?.service ?? null;
  const firsts = new Set(
    LEADING.map((wanted) => {
      const rows = telling.filter(({ kind }) => kind === wanted);
      return rows.find((row) => row.service === suspect && isFirstHand(row)) ?? rows[0];
    }),
  );
  const rank = (item: Evidence) => {
    if (item.kind === 'ranking') return 0;
    if (item.kind === 'alert') return 3;
    return firsts.has(item) ? 1 : 2;
  };
  return {
    unusual: telling.sort((a, b) => rank(a) - rank(b)),
    forecasts: observations.filter((item) => isTelling(item) && isAhead(item)),
    similar: evidence.filter(
      (item) => readSimilarIncident(item) !== undefined || (item.kind === 'similar' && cited.has(item.id)),
    ),
    others: observations.filter((observation) => !isTelling(observation)),
    changes: evidence.filter(({ kind }) => kind === 'change'),
    runbooks: evidence.filter(({ kind }) => kind === 'runbook'),
  };
}

/** What a service says itself names what broke; those that call it only say that it does not answer. */
function isFirstHand({ service, data }: Evidence): boolean {
  const log = typeof data === 'object' && data !== null && 'log' in data ? data.log : service;
  return log === service;
}

/**
 * One line per runbook of which at least one check holds; what is no check speaks for itself. A check that was asked twice
 * counts as it was answered last; a runbook that was asked for several services counts for the one it fits best.
 */
export function summariseRunbooks(items: readonly Evidence[]): readonly Line[] {
  const plainLines: Line[] = [];
  const fits = new Map<string, Fit>();
  for (const item of items) {
    const check = readCheck(item.data);
    if (!check) {
      plainLines.push([plain(item.statement, 260), glue(citation([item.id]))]);
      continue;
    }
    // What only informs neither speaks for the runbook nor against it.
    if (check.isRest) continue;
    const { runbook, judged, holds } = check;
    const key = JSON.stringify([runbook, item.service]);
    const fit = fits.get(key) ?? { runbook, judged: 0, checks: new Map() };
    fit.checks.set(check.name ?? item.id, { id: item.id, holds });
    fits.set(key, { ...fit, judged });
  }
  const summaries = [...fits.values()]
    .map(({ runbook, judged, checks }) => {
      const answers = [...checks.values()];
      const holding = answers.filter(({ holds }) => holds).length;
      const known = Math.max(judged, answers.length);
      return { runbook, holding, judged: known, ids: answers.map(({ id }) => id), share: holding / known };
    })
    .filter(({ holding }) => holding > 0)
    .sort((a, b) => b.share - a.share || b.judged - a.judged)
    .filter(({ runbook }, index, all) => all.findIndex((one) => one.runbook === runbook) === index)
    .map(({ runbook, holding, judged, ids }): Line => [
      plain(runbook, 100),
      glue(
        `: ${holding === judged ? 'fits, ' : ''}${holding} of ${count(judged, 'check')} ${holding === 1 ? 'holds' : 'hold'}${citation(ids, 4)}`,
      ),
    ]);
  return [...plainLines, ...summaries];
}

/** A runbook for one service, with its checks by name. */
interface Fit {
  readonly runbook: string;
  /** How many checks the newest look judged; not each of them has a row. */
  readonly judged: number;
  readonly checks: Map<string, { readonly id: string; readonly holds: boolean }>;
}

/** Checks stand in their summary only. */
export function countChecks(items: readonly Evidence[]): number {
  return items.filter(({ data }) => readCheck(data) !== undefined).length;
}

interface Check {
  readonly runbook: string;
  /** Missing in what older versions stored. */
  readonly name: string | undefined;
  readonly holds: boolean;
  readonly judged: number;
  readonly isRest: boolean;
}

function readCheck(data: unknown): Check | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  const { runbook, check, holds, judged, isRest } = data as Readonly<Record<string, unknown>>;
  return typeof runbook === 'string'
    ? {
        runbook,
        name: typeof check === 'string' ? check : undefined,
        holds: holds === true,
        judged: typeof judged === 'number' ? judged : 0,
        isRest: isRest === true,
      }
    : undefined;
}

/** Over what a model concludes. */
export function headingOfClaims({ analysis }: IncidentView): string {
  return analysis?.report.cause ? 'Why we think so' : 'What is known';
}

/** The report's next steps, unless somebody has decided already: yesterday's advice only confuses. */
export function adviceLines({ analysis, proposals, incident }: IncidentView): readonly Line[] {
  const isDecided =
    incident.status === 'resolved' || proposals.some(({ proposal }) => proposal.decidedAt !== null);
  if (isDecided || analysis === null) return [];
  return analysis.report.nextSteps.map((step, index) => [
    plain(step, 300),
    ...unverifiedMark(analysis, 'nextStep', index),
  ]);
}

/** Two sentences that begin alike say the same; a report quotes a gap shortened. */
const SAME_BEGINNING = 80;

/** What could not be seen, each thing once. */
export function gapsOf({ gaps, analysis }: IncidentView): readonly string[] {
  const byBeginning = new Map<string, string>();
  for (const gap of [...gaps, ...(analysis?.report.missing ?? [])]) {
    const beginning = gap.slice(0, SAME_BEGINNING);
    if (!byBeginning.has(beginning)) byBeginning.set(beginning, gap);
  }
  return [...byBeginning.values()];
}

/** Whatever was asked of a backend, so that anybody can ask again; the same query once. */
export function queriesOf(
  evidence: readonly Evidence[],
): readonly { readonly ids: readonly string[]; readonly query: string }[] {
  const byQuery = new Map<string, string[]>();
  for (const { id, query } of evidence) {
    if (query !== null) byQuery.set(query, [...(byQuery.get(query) ?? []), id]);
  }
  return [...byQuery].map(([query, ids]) => ({ query, ids }));
}
