/** Answers "did we have this before, and what helped?" from resolved incidents. It changes nothing and promises nothing. */
import { z } from 'zod';
import { maskMessage } from '../../src/analysis/log-templates/mask-message.js';
import { unwrapLine } from '../../src/analysis/log-templates/unwrap-line.js';
import { incidentLabel } from '../../src/incidents/incident.js';
import { boundedText } from '../kit/bounded-text.js';
import { fitRows } from '../kit/fit-rows.js';
import { clip, count, digits, formatMoment } from '../kit/format.js';
import { lookUpAll } from '../kit/known-services.js';
import { defineTool, type Recalled } from '../tool.js';

const MAX_TRAITS = 8; // of each kind; more only blur what is looked for
const MAX_CHARS = 4_000; // of all rows
const MAX_TEXT = 240;
const texts = (about: string, maxLength: number) =>
  z.array(boundedText(maxLength)).max(MAX_TRAITS).optional().describe(about);

export const findSimilarIncidents = defineTool({
  name: 'find_similar_incidents',
  description: [
    'Find resolved incidents like this one, by what is known of it and what you add: their cause, what ended them.',
    'Use this when you found a log line or a suspect that was not known before.',
    'Example: {"logLines":["connection refused"],"suspect":"postgres"}',
    'It does not show that the cause is the same.',
  ].join('\n'),
  requires: [],
  evidence: { kind: 'similar', source: 'incidents' },
  input: z.strictObject({
    services: texts('Other affected services', 200),
    alerts: texts('Names of other alerts', 200),
    logLines: texts('Lines of this incident', 1000),
    suspect: boundedText(200).optional().describe('As in the catalogue'),
  }),
  async run({ services = [], alerts = [], logLines = [], suspect }, { catalog, recall }) {
    const known = lookUpAll([...services, ...(suspect === undefined ? [] : [suspect])], catalog);
    if ('status' in known) return known;

    const { similar, outOf } = await recall({
      services,
      alerts,
      templates: logLines.map((line) => maskMessage(unwrapLine(line).message)),
      causes: suspect === undefined ? [] : [suspect],
    });

    const added = [...services, ...alerts, ...logLines, ...(suspect === undefined ? [] : [suspect])];
    const query = `past incidents like this one${added.length > 0 ? `, also by ${clip(added.join(', '), MAX_TEXT)}` : ''}`;
    const [first] = similar;
    if (!first)
      return { status: 'no_data', searched: `${query}, among ${count(outOf, 'resolved incident')}` };
    const shown = fitRows(similar.map(present), MAX_CHARS);
    return {
      status: 'ok',
      query,
      summary: `${similar.length} of ${count(outOf, 'resolved incident')} ${similar.length === 1 ? 'is' : 'are'} like this one; most: ${incidentLabel(first.incident.about)} (likeness ${digits(first.score)}): ${clip(first.reasons[0] ?? 'by its traits')}; it ended with: ${clip(first.incident.fix ?? 'not on record', 160)}.`,
      data: shown.rows,
      hasMore: shown.left > 0,
    };
  },
});

/** `likeness` 0–1: weighted share of traits in common. */
function present({ incident, score, reasons }: Recalled['similar'][number]) {
  const { cause, confirmedCause, verifiedFix, startedAt } = incident.about;
  return {
    incident: incidentLabel(incident.about),
    startedAt: formatMoment(startedAt),
    likeness: digits(score),
    common: reasons.slice(0, 3).map((reason) => clip(reason, MAX_TEXT)),
    cause:
      cause === null && confirmedCause === null
        ? null
        : clip(confirmedCause ?? cause?.mechanism ?? '', MAX_TEXT),
    isCauseConfirmed: confirmedCause !== null,
    endedBy: incident.fix === null ? null : clip(incident.fix, MAX_TEXT),
    ...(verifiedFix?.runbookId ? { runbook: clip(verifiedFix.runbookId) } : {}),
  };
}
