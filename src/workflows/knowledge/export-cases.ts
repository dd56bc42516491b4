/**
 * Analyses that people have labelled, as records for training and evaluation. What was written by anybody is looked through
 * for secrets and personal data; private incidents, people, channels, queries and raw data are left out altogether.
 */
import type { AnalysisCase } from '../../agent/monitoring/analysis-case.js';
import { labelOf, type Labelled } from '../../agent/monitoring/label.js';
import { serviceOfAlert } from '../../incidents/alert.js';
import { incidentLabel } from '../../incidents/incident.js';
import { incidentsIn, tellsOf, withholdValues } from '../../incidents/mentions.js';
import { RedactionError, type Redactor } from '../../privacy/redactor.js';
import type { Privacy } from '../../privacy/privacy.js';
import { citedIds } from '../reading/incident-view.js';
import type { Store } from '../transaction.js';

/** More than any installation has; a bound on memory. */
const MAX_CASES = 100_000;

export interface ExportCasesDeps {
  readonly store: Store;
  readonly privacy: Privacy;
}

export type ExportedCase = { readonly [key: string]: unknown };

export interface ExportSummary {
  exported: number;
  /** Could not be looked through for secrets. */
  unsafe: number;
  /** Of private incidents. */
  private: number;
}

/** Calls `write` with each labelled case, the newest first. Nothing that could not be redacted is given to it. */
export async function exportCases(
  deps: ExportCasesDeps,
  { since }: { readonly since: Date | null },
  write: (record: ExportedCase) => Promise<void> | void,
): Promise<ExportSummary> {
  const summary: ExportSummary = { exported: 0, unsafe: 0, private: 0 };
  const cases = await deps.store.transaction((tx) => tx.cases.list({ since, limit: MAX_CASES }));
  for (const one of cases) {
    const labelled = labelOf(one);
    // That it could not tell teaches something only beside what it was.
    if (labelled === null || (labelled.label === 'abstained' && one.confirmed === null)) continue;
    const found = await readCase(deps, one);
    if (found === 'private') {
      summary.private += 1;
      continue;
    }
    const record = redacted(await deps.privacy.redactorFor(one.incidentId), { one, labelled, found });
    if (record === undefined) {
      summary.unsafe += 1;
      continue;
    }
    await write(record);
    summary.exported += 1;
  }
  return summary;
}

type Found = Exclude<Awaited<ReturnType<typeof readCase>>, 'private'>;

async function readCase({ store }: ExportCasesDeps, { incidentId, investigationId }: AnalysisCase) {
  return store.transaction(async (tx) => {
    const incident = await tx.incidents.get(incidentId);
    const investigation = await tx.investigations.get(investigationId);
    if (!incident || !investigation?.analysis)
      throw new Error(`the case of ${investigationId} is gone while it was read`);
    const written = await tx.evidence.list(incidentId);
    const told = incidentsIn(JSON.stringify([written, investigation]));
    const hidden = await tx.incidents.privateAmong([incident.number, ...told]);
    if (hidden.has(incident.number)) return 'private';
    const { report, ...analysed } = investigation.analysis;
    const analysis = { ...analysed, report: withholdValues(report, hidden) };
    const wanted = new Set([...investigation.evidenceIds, ...citedIds(investigation.analysis)]);
    const alerts = await tx.alerts.ofIncident(incidentId);
    return {
      incident,
      analysis,
      alerts: [...new Set(alerts.map(({ name }) => name))],
      services: [
        ...new Set([
          ...(incident.service === null ? [] : [incident.service]),
          ...alerts.flatMap(({ labels }) => serviceOfAlert(labels) ?? []),
        ]),
      ],
      suspects: (investigation.findings?.suspects ?? []).map(({ service, confidence, reasons }) => ({
        service,
        confidence,
        reasons,
      })),
      evidence: written
        .filter(({ id, statement }) => wanted.has(id) && !tellsOf(statement, hidden))
        .map(({ id, kind, service, statement, isAnomalous }) => ({
          id,
          kind,
          service,
          statement,
          isAnomalous,
        })),
    };
  });
}

/** Undefined when a part of it could not be looked through. */
function redacted(
  redactor: Redactor,
  { one, labelled, found }: { one: AnalysisCase; labelled: Labelled; found: Found },
): ExportedCase | undefined {
  const { incident, analysis, alerts, services, suspects, evidence } = found;
  const { confirmed, author, finishedAt } = one;
  try {
    const written = redactor.redactValue({ alerts, services, suspects, evidence, report: analysis.report });
    return {
      incident: incidentLabel(incident),
      severity: incident.severity,
      finishedAt: finishedAt.toISOString(),
      model: author.model,
      promptVersion: author.version,
      label: labelled.label,
      labelledBy: labelled.source,
      confirmedService: redactor.redactValue(confirmed?.service ?? null),
      confidence: one.cause?.confidence ?? null,
      inputTokens: analysis.usage.inputTokens,
      outputTokens: analysis.usage.outputTokens,
      costUsd: one.costUsd,
      durationMs: one.durationMs,
      ...(written as ExportedCase),
    };
  } catch (error) {
    if (error instanceof RedactionError) return undefined;
    throw error;
  }
}
