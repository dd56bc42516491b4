/** What a briefing says of the evidence: all of it where it fits, else the most telling. */
import type { Evidence } from '../../incidents/evidence.js';
import type { InvestigationInput } from '../investigation.js';
import { toldAsAlerts } from './alerts.js';
import { countFitting, cut, line, type Room } from './format.js';

/** Alerts have a section of their own, with the ids of their rows. */
export function evidenceLines(given: InvestigationInput, room: Room): string[] {
  const told = toldAsAlerts(given);
  const input = { ...given, evidence: given.evidence.filter(({ id }) => !told.has(id)) };
  const lines = toLines(input.evidence);
  if (countFitting(lines, room) === lines.length) return lines;
  const order = [...input.evidence.keys()].sort((a, b) => rankAt(input, a) - rankAt(input, b) || a - b);
  const chosen = order.slice(
    0,
    countFitting(
      order.map((index) => lines[index] ?? ''),
      room,
    ),
  );
  const shown = toLines(chosen.sort((a, b) => a - b).flatMap((index) => input.evidence[index] ?? []));
  return [...shown, `(${lines.length - chosen.length} less telling pieces of evidence are not shown)`];
}

/** A query is told once for all services that it is asked for: enough to see names and labels, and half as long. */
function toLines(evidence: readonly Evidence[]): string[] {
  const told = new Set<string>();
  return evidence.map((item) => {
    const query = item.query === null ? null : cut(item.query.replace(/\s+/g, ' '), 250);
    const pattern =
      query === null || item.service === null ? query : query.replaceAll(item.service, '$service');
    const isNew = pattern !== null && !told.has(pattern);
    if (pattern !== null) told.add(pattern);
    return line({
      id: item.id,
      kind: item.kind,
      from: cut(item.source, 40),
      service: item.service,
      unusual: item.isAnomalous,
      says: cut(item.statement, 300),
      // Elsewhere it is the same sentence for every observation of a kind; a runbook's author had something to say.
      ...(item.kind === 'runbook' ? { why: cut(item.why, 150) } : {}),
      ...(isNew ? { query } : {}),
    });
  });
}

/** Where it began and what changed; then what is unusual, the first suspects' own before others; then the rest. */
function rankAt({ evidence, suspects }: InvestigationInput, index: number): number {
  const item = evidence[index];
  if (!item) return Infinity;
  if (item.kind === 'ranking') return 0;
  // Those that stand among the alerts are not here.
  if (item.kind === 'alert') return 8;
  const place = suspects.findIndex(({ service }) => service === item.service);
  if (item.isAnomalous) return item.kind === 'change' ? 1 : place === -1 ? 4 : 2 + Math.min(place, 1);
  if (item.kind === 'runbook') return 5;
  return place === -1 ? 7 : 6;
}
