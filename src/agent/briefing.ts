/**
 * The first message: all that the evidence pass found. Every piece of foreign text is one JSON line with its provenance,
 * so that it cannot pass for a heading or an instruction, and everything has a bound, so that a storm fits too.
 */
import type { DiagnosedRunbook, DiagnosisResult } from '../analysis/findings.js';
import { incidentLabel } from '../incidents/incident.js';
import { distance } from '../incidents/service.js';
import { evidenceIdsAt, type EarlierWork, type InvestigationInput } from './investigation.js';

const MAX_ALERTS = 15;
const MAX_EVIDENCE = 50;
const MAX_SUSPECTS = 5;
const MAX_RUNBOOKS = 4;
const MAX_LABELS = 15;
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

/**
 * One that fits is told with all its checks and actions; of one that does not, only what speaks against it. One that
 * nothing was measured for is left out beside one that fits.
 */
function runbookLines(input: InvestigationInput): string[] {
  const lines = input.runbooks.map((runbook) => {
    const head = { id: runbook.runbookId, title: cut(runbook.title, 150), service: runbook.service };
    const judged = runbook.checks.filter(({ holds }) => holds !== null);
    const held = judged.filter(({ holds }) => holds === true);
    const checksThatHold = `${held.length} of ${judged.length}`;
    const fits = held.length > 0 || runbook.applicableSteps.length > 0;
    if (!fits) {
      const against = judged.filter(({ statement }) => !statement.includes('no data')).slice(0, 2);
      const text = line({
        ...head,
        checksThatHold,
        against: against.map(({ statement }) => cut(statement, 200)),
      });
      return { fits, isMeasured: against.length > 0, text };
    }
    const text = line({
      ...head,
      why: cut(runbook.reason, 200),
      checksThatHold,
      checks: runbook.checks.slice(0, 8).map((check) => checkOf(input, check)),
      actions: actionsOf(input, runbook),
    });
    return { fits, isMeasured: true, text };
  });
  const somethingFits = lines.some(({ fits }) => fits);
  return lines.flatMap(({ isMeasured, text }) => (isMeasured || !somethingFits ? [text] : []));
}

/** A check that is evidence is told there. */
function checkOf(input: InvestigationInput, { statement, holds, observation }: DiagnosisResult) {
  const [evidence] = evidenceIdsAt(input, [observation]);
  return evidence === undefined ? { says: cut(statement, 200), holds } : { evidence, holds };
}

function actionsOf(
  { context }: InvestigationInput,
  { runbookId, service, applicableSteps }: DiagnosedRunbook,
) {
  const actions = context.runbooks.get(runbookId)?.actions ?? [];
  return actions.map(({ title }, index) => ({
    step: index + 1,
    title: cut(title.replaceAll('$service', service), 150),
    canBeProposed: applicableSteps.includes(index + 1),
  }));
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
