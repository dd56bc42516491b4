/**
 * The first message: all that the evidence pass found. Every piece of foreign text is one JSON line with its provenance,
 * so that it cannot pass for a heading or an instruction, and everything has a bound, so that a storm fits too.
 */
import { incidentLabel } from '../../incidents/incident.js';
import { distance } from '../../incidents/service.js';
import { evidenceIdsAt, type EarlierWork, type InvestigationInput } from '../investigation.js';
import { cut, cutRecord, limited, line, section } from './format.js';
import { runbookLines } from './runbooks.js';

const MAX_ALERTS = 15;
const MAX_EVIDENCE = 50;
const MAX_SUSPECTS = 5;
const MAX_RUNBOOKS = 4;

const MAX_SERVICES = 30;
const MAX_PROPOSALS = 10;
/** Calls between the incident and a service worth showing on the map. */
const MAP_HOPS = 2;

export function buildBriefing(input: InvestigationInput): string {
  const { incident, context, earlier } = input;
  return [
    section('Incident', [
      line({
        incident: incidentLabel(incident),
        title: cut(incident.title, 200),
        reportedBy: incident.source === 'slack' ? 'a person' : incident.source,
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
    section('Services and what they call', limited(serviceLines(input), MAX_SERVICES, 'services')),
    section('Evidence', limited(evidenceLines(mostTelling(input)), MAX_EVIDENCE, 'pieces of evidence')),
    section(
      'Suspects, most likely first (computed from onset, call graph and changes)',
      limited(suspectLines(input), MAX_SUSPECTS, 'suspects'),
    ),
    section(
      'Runbooks that may apply, best first, with their checks and actions',
      limited(runbookLines(input), MAX_RUNBOOKS, 'runbooks that fit less'),
    ),
    section(
      'What could not be seen',
      limited(
        input.gaps.map((gap) => line(cut(gap, 200))),
        10,
        'gaps',
      ),
    ),
    ...(input.hint ? [section('What a person asked to look at (data)', [line(cut(input.hint, 300))])] : []),
    ...(earlier ? [section('Said and proposed in this incident before', earlierLines(earlier))] : []),
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

/** A query is told once for all services that it is asked for: enough to see names and labels, and half as long. */
function evidenceLines(evidence: readonly Evidence[]): string[] {
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
      service: item.service,
      unusual: item.isAnomalous,
      says: cut(item.statement, 300),
      // Elsewhere it is the same sentence for every observation of a kind; a runbook's author had something to say.
      ...(item.kind === 'runbook' ? { why: cut(item.why, 150) } : {}),
      ...(isNew ? { query } : {}),
    });
  });
}

/** The call graph around the incident, or all of it when nobody knows where the incident is. */
function serviceLines({ incident, suspects, context: { catalog } }: InvestigationInput): string[] {
  const centres = [incident.service, ...suspects.map(({ service }) => service)].filter(
    (name) => name !== null,
  );
  const isNear = (name: string) =>
    centres.length === 0 || centres.some((centre) => distance(catalog, centre, name, MAP_HOPS) <= MAP_HOPS);
  return catalog
    .list()
    .filter(({ name }) => isNear(name))
    .map(({ name, tier, dependsOn }) => line({ service: name, tier, calls: dependsOn }));
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

function earlierLines({ analysis, proposals }: EarlierWork): string[] {
  const cause = analysis?.report.cause;
  return [
    ...(analysis
      ? [
          line({
            analysisBy: analysis.by,
            summary: analysis.report.summary,
            cause: cause ? { service: cause.service, mechanism: cause.mechanism } : null,
          }),
        ]
      : []),
    ...limited(
      proposals.map(({ title, runbookId, status }) =>
        line({ proposal: cut(title, 150), runbook: runbookId, status }),
      ),
      MAX_PROPOSALS,
      'proposals',
    ),
  ];
}
