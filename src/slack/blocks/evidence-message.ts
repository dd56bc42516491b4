/**
 * What was seen, in the thread: why we think so, each observation with its number, what was ruled out, and what could
 * not be seen. Unusual observations come first; quiet ones share one grey line, because they only rule causes out.
 */
import type { Evidence } from '../../incidents/evidence.js';
import { incidentLabel } from '../../incidents/incident.js';
import { citedIds, type IncidentView } from '../../workflows/incident-view.js';
import {
  bold,
  bullets,
  context,
  glue,
  italic,
  paragraph,
  plain,
  preformatted,
  type Block,
  type Line,
  type MessageContent,
} from './block-kit.js';
import { fitMessage, foldItems } from './budget.js';
import { cleanText, escapeMrkdwn } from './escape.js';
import { citation, count } from './words.js';

const MAX_UNUSUAL = 8;
const MAX_CHANGES = 5;
const MAX_RUNBOOKS = 7;
const MAX_QUIET = 8;
/** The strongest ones: enough to begin with, short enough to scroll past. */
const MAX_QUERIES = 3;

export function buildEvidenceMessage(view: IncidentView): MessageContent {
  const cited = new Set(citedIds(view.analysis));
  // What was asked and led nowhere is noise.
  const observations = view.evidence.filter(
    ({ id, kind }) => kind !== 'change' && kind !== 'runbook' && (kind !== 'tool_result' || cited.has(id)),
  );
  const isTelling = ({ id, kind, isAnomalous }: Evidence) =>
    isAnomalous || (kind === 'tool_result' && cited.has(id));
  // The alert itself comes last: everybody in the thread knows of it.
  const unusual = observations
    .filter(isTelling)
    .sort((a, b) => Number(a.kind === 'alert') - Number(b.kind === 'alert'));
  const quiet = observations.filter((observation) => !isTelling(observation));
  const heading = `${unusual.length} of ${count(observations.length, 'observation')} unusual`;
  const blocks: Block[] = [
    ...section(
      'Evidence',
      unusual,
      MAX_UNUSUAL,
      `Evidence: ${observations.length === 0 ? 'nothing could be observed' : heading}`,
    ),
    ...section(
      'Changes',
      view.evidence.filter(({ kind }) => kind === 'change'),
      MAX_CHANGES,
    ),
    ...section(
      'Runbook',
      view.evidence.filter(({ kind }) => kind === 'runbook'),
      MAX_RUNBOOKS,
    ),
    ...reasoning(view),
    ...quietLine(quiet),
    ...queries(view.evidence),
    ...gaps(view),
  ];
  return fitMessage({ text: `${incidentLabel(view.incident)} evidence: ${heading}`, blocks });
}

function section(title: string, items: readonly Evidence[], max: number, heading = title): Block[] {
  if (items.length === 0) return title === heading ? [] : [paragraph([bold(heading)])];
  const lines = foldItems<Line>(withoutRepeatedReasons(items).map(evidenceLine), max, (left) => [
    italic(`… and ${left} more`),
  ]);
  return [bullets([bold(heading)], lines)];
}

/** The same reason under one another is read once and skipped ever after. */
function withoutRepeatedReasons(items: readonly Evidence[]): readonly Evidence[] {
  const said = new Set<string>();
  return items.map((item) => {
    if (said.has(item.why)) return { ...item, why: '' };
    said.add(item.why);
    return item;
  });
}

function evidenceLine({ id, statement, why }: Evidence): Line {
  return [bold(id), glue(' '), plain(statement, 400), ...(why === '' ? [] : [glue(' '), italic(why, 200)])];
}

function reasoning({ analysis, proposals, incident }: IncidentView): Block[] {
  if (analysis === null) return [];
  const { ruledOut } = analysis.report;
  // Once somebody has decided, yesterday's advice only confuses.
  const isDecided =
    incident.status === 'resolved' || proposals.some(({ proposal }) => proposal.decidedAt !== null);
  const nextSteps = isDecided ? [] : analysis.report.nextSteps;
  // Rules claim just what the observations above say; a model argues.
  const claims = analysis.by === 'rules' ? [] : analysis.report.claims;
  const cited = (text: string, ids: readonly string[]): Line => [plain(text, 400), glue(citation(ids))];
  return [
    ...(claims.length === 0
      ? []
      : [
          bullets(
            [bold(analysis.report.cause === null ? 'What is known' : 'Why we think so')],
            claims.map((claim) => cited(claim.text, claim.evidenceIds)),
          ),
        ]),
    ...(ruledOut.length === 0
      ? []
      : [
          bullets(
            [bold('Ruled out')],
            ruledOut.map(({ cause, why, evidenceIds }) => [
              plain(cause, 200),
              glue(': '),
              ...cited(why, evidenceIds),
            ]),
          ),
        ]),
    ...(nextSteps.length === 0
      ? []
      : [
          bullets(
            [bold('What to do next')],
            nextSteps.map((step) => [plain(step, 300)]),
          ),
        ]),
  ];
}

function quietLine(quiet: readonly Evidence[]): Block[] {
  if (quiet.length === 0) return [];
  const parts = foldItems(
    quiet.map(({ id, statement }) => `${id} ${escapeMrkdwn(statement, 160)}`),
    MAX_QUIET,
    (left) => `… and ${left} more`,
  );
  return [context(`Quiet: ${parts.join(' · ')}`)];
}

/** The queries behind what is most unusual, one a line, so that anybody can ask again. */
function queries(evidence: readonly Evidence[]): Block[] {
  const asked = evidence.flatMap(({ id, kind, query, isAnomalous }) =>
    query === null || !isAnomalous || kind === 'runbook' ? [] : [`${id}  ${cleanText(query, { max: 220 })}`],
  );
  if (asked.length === 0) return [];
  return [preformatted([bold('Queries')], asked.slice(0, MAX_QUERIES).join('\n'), 2000)];
}

function gaps({ gaps: unseen, analysis }: IncidentView): Block[] {
  const missing = [...new Set([...unseen, ...(analysis?.report.missing ?? [])])];
  if (missing.length === 0) return [];
  const parts = foldItems(
    missing.map((gap) => escapeMrkdwn(gap, 200)),
    6,
    (left) => `… and ${left} more`,
  );
  return [context(`Not seen: ${parts.join(' · ')}`)];
}
