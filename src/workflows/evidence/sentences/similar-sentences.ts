/** Sentences about past incidents that were like this one, and what ended them. */
import { forPeople } from '../../../analysis/log-templates/mask-message.js';
import { incidentLabel } from '../../../incidents/incident.js';
import type { Observation } from '../../../incidents/evidence.js';
import type { RecalledIncident, Recalled } from '../measure/similar.js';
import type { SimilarIncident } from '../../../analysis/similar-incidents/find-similar-incidents.js';
import { cut } from '../../../shared/text.js';
import { clip } from './clip.js';

const MAX_REASONS = 2;
/** Of what people or an analysis said; the thread has all of it. */
const MAX_WORDS = 160;

/** `now` in Unix seconds. Most similar first. */
export function describeSimilar({ similar, outOf }: Recalled, now: number): Observation[] {
  return similar.map((one) => describe(one, outOf, now));
}

function describe(
  { incident, score, reasons }: SimilarIncident<RecalledIncident>,
  outOf: number,
  now: number,
): Observation {
  const { id, number, cause, confirmedCause, verifiedFix, thread, startedAt } = incident.about;
  const ago = formatAgo(now - incident.at);
  const why = confirmedCause ?? cause?.mechanism ?? null;
  const fix = incident.fix === null ? null : cut(clip(incident.fix), MAX_WORDS);
  const alike = reasons.slice(0, MAX_REASONS).map((reason) => clip(forPeople(reason)));
  // What ended it comes before what was alike: whoever reads only the beginning learns what may help.
  const parts = [
    `Like ${incidentLabel(incident.about)} (${ago}).`,
    ...(why === null
      ? []
      : [
          ended(
            `${confirmedCause === null ? 'Its likely cause' : 'Its cause'}: ${cut(clip(why), MAX_WORDS)}`,
          ),
        ]),
    fix === null ? 'What ended it is not on record.' : ended(`It ended with: ${fix}`),
    ...(alike.length === 0 ? [] : [ended(`Alike: ${alike.join('; ')}`)]),
  ];
  return {
    kind: 'similar',
    service: null,
    statement: parts.join(' '),
    why: 'What helped then may help now.',
    source: 'incidents',
    query: null,
    range: null,
    data: {
      incidentId: id,
      number,
      startedAt: startedAt.toISOString(),
      ago,
      score: Math.round(score * 100) / 100,
      outOf,
      reasons,
      cause: why,
      isConfirmed: confirmedCause !== null,
      fix,
      isVerified: verifiedFix !== null,
      runbookId: verifiedFix?.runbookId ?? null,
      thread,
    },
    isAnomalous: false,
  };
}

/** What was cut ends with its ellipsis. */
function ended(text: string): string {
  return text.endsWith('…') ? text : `${text}.`;
}

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;

/** 300 → `5 min ago`, 2,000,000 → `23 days ago`; two of a unit at least, so that nothing is `1 weeks`. */
export function formatAgo(seconds: number): string {
  if (seconds < 2 * MINUTE) return 'just now';
  if (seconds < 2 * HOUR) return `${Math.round(seconds / MINUTE)} min ago`;
  if (seconds < 2 * DAY) return `${Math.round(seconds / HOUR)} h ago`;
  if (seconds < 14 * DAY) return `${Math.round(seconds / DAY)} days ago`;
  if (seconds < 60 * DAY) return `${Math.round(seconds / (7 * DAY))} weeks ago`;
  return `${Math.round(seconds / (30.4 * DAY))} months ago`;
}
