/**
 * The first message: all that the evidence pass found. Every piece of foreign text is one JSON line with its provenance,
 * so that it cannot pass for a heading or an instruction, and everything has a bound, so that a storm fits too.
 */
import { incidentLabel } from '../incidents/incident.js';
import { evidenceIdsAt, type InvestigationInput } from './investigation.js';

const MAX_ALERTS = 15;
const MAX_EVIDENCE = 50;
const MAX_SUSPECTS = 5;
const MAX_RUNBOOKS = 4;
const MAX_LABELS = 15;

export function buildBriefing(input: InvestigationInput): string {
  const { incident, context } = input;
  return [
    section('Incident', [
      line({
        incident: incidentLabel(incident),
        title: cut(incident.title, 200),
        severity: incident.severity,
        status: incident.status,
        service: incident.service,
        startedAt: incident.startedAt.toISOString(),
        now: context.now.toISOString(),
        impact: incident.impact?.score ?? null,
      }),
    ]),
    section(
      'Alerts (data from the monitoring system)',
      limited(input.alerts.map(alertLine), MAX_ALERTS, 'alerts'),
    ),
    section('Evidence', limited(mostTelling(input).map(evidenceLine), MAX_EVIDENCE, 'pieces of evidence')),
    section(
      'Suspects, most likely first (computed from onset, call graph and changes)',
      limited(suspectLines(input), MAX_SUSPECTS, 'suspects'),
    ),
    section(
      'Runbooks that may apply, with their checks',
      limited(runbookLines(input), MAX_RUNBOOKS, 'runbooks'),
    ),
    section(
      'What could not be seen',
      limited(
        input.gaps.map((gap) => line(cut(gap, 200))),
        10,
        'gaps',
      ),
    ),
    'Investigate, then call submit_report.',
  ].join('\n\n');
}

function alertLine({
  source,
  name,
  status,
  startsAt,
  labels,
  annotations,
}: InvestigationInput['alerts'][number]): string {
  return line({
    name: cut(name, 200),
    status,
    source,
    startsAt: startsAt.toISOString(),
    labels: cutRecord(labels, 100),
    annotations: cutRecord(annotations, 300),
  });
}

/** Unusual observations first when not all fit; otherwise in their own order. */
function mostTelling({ evidence }: InvestigationInput): readonly Evidence[] {
  if (evidence.length <= MAX_EVIDENCE) return evidence;
  return [...evidence].sort((a, b) => Number(b.isAnomalous) - Number(a.isAnomalous));
}

type Evidence = InvestigationInput['evidence'][number];

function evidenceLine(item: Evidence): string {
  return line({
    id: item.id,
    kind: item.kind,
    source: item.source,
    service: item.service,
    unusual: item.isAnomalous,
    says: cut(item.statement, 300),
    why: cut(item.why, 150),
    ...(item.query === null ? {} : { query: cut(item.query, 250) }),
  });
}

function suspectLines(input: InvestigationInput): string[] {
  return input.suspects.map((suspect) =>
    line({
      service: suspect.service,
      confidence: Math.round(suspect.confidence * 100) / 100,
      onset: suspect.onset === null ? null : new Date(suspect.onset * 1000).toISOString(),
      reasons: suspect.reasons.slice(0, 5).map((reason) => cut(reason, 200)),
      evidence: evidenceIdsAt(input, suspect.observations),
    }),
  );
}

function runbookLines(input: InvestigationInput): string[] {
  return input.runbooks.map((runbook) =>
    line({
      id: runbook.runbookId,
      title: cut(runbook.title, 150),
      why: cut(runbook.reason, 200),
      service: runbook.service,
      checks: runbook.checks.slice(0, 8).map((check) => ({
        says: cut(check.statement, 200),
        holds: check.holds,
        evidence: evidenceIdsAt(input, [check.observation])[0] ?? null,
      })),
      applicableSteps: runbook.applicableSteps,
    }),
  );
}

function section(title: string, lines: readonly string[]): string {
  return `## ${title}\n${lines.length === 0 ? 'none' : lines.join('\n')}`;
}

function limited(lines: readonly string[], max: number, what: string): string[] {
  const shown = lines.slice(0, max);
  if (lines.length > max) shown.push(`(${lines.length - max} more ${what} are not shown)`);
  return shown;
}

function cutRecord(record: Readonly<Record<string, string>>, max: number): Record<string, string> {
  const entries = Object.entries(record).slice(0, MAX_LABELS);
  return Object.fromEntries(entries.map(([key, value]) => [cut(key, 100), cut(value, max)]));
}

const line = (value: unknown) => JSON.stringify(value);
const cut = (text: string, max: number) => (text.length > max ? `${text.slice(0, max)}…` : text);
