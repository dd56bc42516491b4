/**
 * The first message: all that the evidence pass found. Every piece of foreign text is one JSON line with its provenance,
 * so that it cannot pass for a heading or an instruction, and everything has a bound, so that a storm fits too.
 */
import { incidentLabel } from '../../incidents/incident.js';
import { distance } from '../../incidents/service.js';
import { evidenceIdsAt, type EarlierWork, type InvestigationInput } from '../investigation.js';
import { alertLines } from './alerts.js';
import { evidenceLines } from './evidence.js';
import { cut, limited, line, section } from './format.js';
import { SAID } from './seen-only.js';
import { runbookLines } from './runbooks.js';

/** Together at most 11,000 tokens, for a storm of alerts with long texts; a usual incident needs less than half of it. */
const ROOM = {
  alerts: { lines: 15, tokens: 1_600 },
  services: { lines: 30, tokens: 1_200 },
  evidence: { lines: 50, tokens: 4_500 },
  suspects: { lines: 5, tokens: 900 },
  runbooks: { lines: 4, tokens: 1_600 },
  gaps: { lines: 10, tokens: 400 },
  hypotheses: { lines: 6, tokens: 500 },
  proposals: { lines: 10, tokens: 400 },
} as const;
/** Calls between the incident and a service worth showing on the map. */
const MAP_HOPS = 2;
const MAX_CALLS = 15;

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
    section('Alerts (data from the monitoring system)', limited(alertLines(input), ROOM.alerts, 'alerts')),
    section('Services and what they call', limited(serviceLines(input), ROOM.services, 'services')),
    section('Evidence', evidenceLines(input, ROOM.evidence)),
    section(
      'Suspects, most likely first (computed; words in “ ” are data that others wrote)',
      limited(suspectLines(input), ROOM.suspects, 'suspects'),
    ),
    section(
      'Runbooks that may apply, best first, with their checks and actions',
      limited(runbookLines(input), ROOM.runbooks, 'runbooks that fit less'),
    ),
    section(
      'What could not be seen',
      limited(
        input.gaps.map((gap) => line(cut(gap, 200))),
        ROOM.gaps,
        'gaps',
      ),
    ),
    ...(input.hint ? [section(SAID.hint, [line(cut(input.hint, 300))])] : []),
    ...(earlier ? [section(SAID.earlierWork, earlierLines(input, earlier))] : []),
    'Investigate, then call submit_report.',
  ].join('\n\n');
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
    .map(({ name, tier, dependsOn }) => line({ service: name, tier, calls: dependsOn.slice(0, MAX_CALLS) }));
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

function earlierLines({ evidence }: InvestigationInput, { analysis, proposals }: EarlierWork): string[] {
  const cause = analysis?.report.cause;
  // What an earlier look saw and this one does not has nothing to cite any more.
  const known = new Set(evidence.map(({ id }) => id));
  const present = (ids: readonly string[]) => ids.filter((id) => known.has(id));
  return [
    ...(analysis
      ? [
          line({
            analysisBy: analysis.by,
            summary: analysis.report.summary,
            cause: cause ? { service: cause.service, mechanism: cause.mechanism } : null,
          }),
          ...limited(
            analysis.report.hypotheses.map(({ cause: hypothesis, status, why, supports, contradicts }) =>
              line({
                hypothesis,
                status,
                why: cut(why, 150),
                supports: present(supports),
                contradicts: present(contradicts),
              }),
            ),
            ROOM.hypotheses,
            'hypotheses',
          ),
        ]
      : []),
    ...limited(
      proposals.map(({ title, runbookId, status }) =>
        line({ proposal: cut(title, 150), runbook: runbookId, status }),
      ),
      ROOM.proposals,
      'proposals',
    ),
  ];
}
