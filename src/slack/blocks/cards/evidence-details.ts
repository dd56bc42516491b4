/** Everything that was seen and concluded, for one person's eyes: as many pages as it needs, nothing left out. */
import type { Evidence } from '../../../incidents/evidence.js';
import { incidentLabel } from '../../../incidents/incident.js';
import type { IncidentView } from '../../../workflows/reading/incident-view.js';
import {
  bold,
  bullets,
  context,
  glue,
  italic,
  label,
  paragraph,
  plain,
  preformatted,
  type Block,
  type Line,
  type MessageContent,
} from '../kit/block-kit.js';
import { countCharacters, splitItems } from '../kit/budget.js';
import { cleanText } from '../kit/escape.js';
import { adviceLines, gapsOf, headingOfClaims, queriesOf, sortEvidence } from './evidence-parts.js';
import { causeLine, checkedSentences, otherCauseLines, unverifiedMark } from './analysis-parts.js';
import { setAsideLine } from './incident-facts.js';
import { showPage } from '../kit/pages.js';
import { citation } from '../kit/words.js';

/** Slack's longest title of an alert is far below; only hostile ones are longer. */
const STATEMENT = 600;
const QUERY = 1500;

/** `page` counts from 1; one that does not exist (any more) shows the last. */
export function buildEvidenceDetails(view: IncidentView, page: number): MessageContent {
  return showPage(`${incidentLabel(view.incident)}: everything that was seen`, everything(view), {
    page,
    valueOf: (number) => `${view.incident.id}:${number}`,
  });
}

function everything(view: IncidentView): readonly Block[] {
  const { analysis, evidence } = view;
  const { unusual, forecasts, others, changes, similar, runbooks } = sortEvidence(view);
  const cited = (text: string, ids: readonly string[]): Line => [plain(text, STATEMENT), glue(citation(ids))];
  return [
    ...(analysis
      ? [
          paragraph(
            [
              label('What is going on'),
              plain(analysis.report.summary),
              ...unverifiedMark(analysis, 'summary'),
            ],
            causeLine(analysis),
          ),
        ]
      : []),
    // Rules claim just what the observations say; a model argues.
    ...list(
      headingOfClaims(view),
      analysis?.by === 'model'
        ? analysis.report.claims.map((claim, index) => [
            ...cited(claim.text, claim.evidenceIds),
            ...unverifiedMark(analysis, 'claim', index),
          ])
        : [],
    ),
    ...list('Unusual', observationLines(unusual)),
    ...list('What runs out', observationLines(forecasts)),
    ...list('Over already', observationLines(others.filter(isAlert))),
    ...list('As usual', observationLines(others.filter((item) => !isAlert(item)))),
    ...list('Changes', observationLines(changes)),
    ...list('Seen before', observationLines(similar)),
    ...list('Checks of runbooks', observationLines(runbooks)),
    ...list('Less likely, or ruled out', otherCauseLines(analysis, { cause: 200, why: STATEMENT })),
    ...list('What to do next', adviceLines(view)),
    ...list(
      'Not seen',
      gapsOf(view).map((gap) => [plain(gap)]),
    ),
    ...queryBlocks(evidence),
    ...[...setAsideLine(view), ...checkedSentences(analysis)].map((sentence) => context(sentence)),
    ...(evidence.length === 0
      ? []
      : [
          context(
            'Every observation of an incident has its own number, such as E7. Earlier looks used the numbers that are missing here.',
          ),
        ]),
  ];
}

/** One that fires is unusual; one that has ended is not as usual either. */
const isAlert = ({ kind }: Evidence) => kind === 'alert';

function list(heading: string, lines: readonly Line[]): Block[] {
  return splitItems(lines, (line) => countCharacters(line)).map((group, index) =>
    bullets([bold(index === 0 ? heading : `${heading}, continued`)], group),
  );
}

/** The same reason under one another is read once and skipped ever after. */
function observationLines(items: readonly Evidence[]): readonly Line[] {
  const said = new Set<string>();
  return items.map(({ id, statement, why }) => {
    const isNew = why !== '' && !said.has(why);
    said.add(why);
    return [
      bold(id),
      glue(' '),
      plain(statement, STATEMENT),
      ...(isNew ? [glue(' '), italic(why, 300)] : []),
    ];
  });
}

function queryBlocks(evidence: readonly Evidence[]): Block[] {
  const texts = queriesOf(evidence).map(
    ({ ids, query }) => `${ids.join(', ')}\n${cleanText(query, { max: QUERY, multiline: true })}`,
  );
  return splitItems(texts, (text) => text.length + 2).map((group, index) =>
    preformatted([bold(index === 0 ? 'Queries' : 'Queries, continued')], group.join('\n\n'), 3000),
  );
}
