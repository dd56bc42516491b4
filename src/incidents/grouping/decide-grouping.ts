/** Which incident an alert belongs to, and why in words. Decided from values alone; a storm becomes few incidents. */
import { formatDuration } from '../../shared/duration.js';
import type { IncidentId } from '../../shared/ids.js';
import { cut } from '../../shared/text.js';
import { serviceOfAlert, type Alert } from '../alert.js';
import { incidentLabel } from '../incident.js';
import type { ServiceCatalog } from '../service.js';
import { SCOPE_LABELS, senderGroupOf, type GroupingCandidate } from './candidate.js';
import { groupKeyOf } from './group-key.js';
import { ENOUGH, relate } from './relation.js';
import type { GroupingSettings } from './settings.js';
import { newWave, type WaveMember } from './wave.js';

type Grouping =
  | { readonly kind: 'join'; readonly incidentId: IncidentId; readonly reason: string }
  /** `reason`: why it belongs to none of those that are open, as a clause; null when there was none to compare it with. */
  | { readonly kind: 'open'; readonly reason: string | null };

interface Surroundings {
  readonly catalog: ServiceCatalog;
  readonly settings: GroupingSettings;
  /** What else is still to be grouped and began within `ONSET_SECONDS` of the alert, itself included. */
  readonly wave: readonly WaveMember[];
}

/**
 * What is known comes before what is likely: the same alert, the sender's own group, then points, of which there have to be
 * enough. Of several such incidents the one that began last: its trouble is still spreading. `candidates`: newest first.
 */
export function decideGrouping(
  alert: Alert,
  candidates: readonly GroupingCandidate[],
  { catalog, settings, wave }: Surroundings,
): Grouping {
  const allowed = candidates.filter(({ splitOff }) => !splitOff.has(alert.fingerprint));
  const same = allowed.find(({ fingerprints }) => fingerprints.has(alert.fingerprint));
  if (same) return join(same, 'the same alert again');
  const group = senderGroupOf(alert);
  const grouped =
    // Where some of a group were taken out, those that went last say where the rest of it goes.
    allowed.find(({ senderGroups }) => group !== null && senderGroups.has(group)) ??
    allowed.find(({ groupKey }) => groupKey === groupKeyOf(alert));
  if (grouped) return join(grouped, `${alert.source} grouped it with the others`);

  let best: { candidate: GroupingCandidate; words: string } | undefined;
  let miss: { points: number; why: string } | undefined;
  for (const candidate of allowed) {
    const { points, words, link, isTooLate } = relate(alert, candidate, catalog, settings);
    if (link === null) continue;
    const why = refuse(alert, candidate, wave, settings) ?? (isTooLate ? lateness(alert, candidate) : null);
    const isNewer = !best || candidate.startedAt > best.candidate.startedAt;
    if (why === null && points >= ENOUGH && isNewer) best = { candidate, words };
    if (why !== null && points >= (miss?.points ?? 0)) {
      miss = { points, why: `not part of ${incidentLabel(candidate)} (${link}): ${why}` };
    }
  }
  if (best) return join(best.candidate, best.words);
  if (miss) return { kind: 'open', reason: miss.why };
  if (allowed.length === 0) return { kind: 'open', reason: null };
  const service = serviceOfAlert(alert.labels);
  const reason =
    service === null
      ? 'it names no service that could link it to an open incident'
      : `nothing links ${cut(service, 80)} to an open incident`;
  return { kind: 'open', reason };
}

/** What stands against it however near they are; null when nothing does. */
function refuse(
  alert: Alert,
  candidate: GroupingCandidate,
  wave: readonly WaveMember[],
  { maxAlerts }: GroupingSettings,
): string | null {
  for (const key of SCOPE_LABELS) {
    const [value, theirs] = [alert.labels[key], candidate.labels.get(key)];
    if (value && theirs && theirs.size > 0 && !theirs.has(value)) {
      return `this is ${key} ${cut(value, 80)}, that is ${key} ${cut([...theirs].join(' and '), 80)}`;
    }
  }
  if (candidate.alertCount >= maxAlerts) return `it has ${candidate.alertCount} alerts, and takes no more`;
  const size = newWave(alert, candidate, wave);
  if (size === 0) return null;
  const later = formatDuration(alert.startsAt.getTime() - candidate.startedAt.getTime());
  return `${size} new alerts began together, ${later} after its own ${candidate.onset.alertCount}`;
}

function lateness(alert: Alert, { lastAlertAt }: GroupingCandidate): string {
  const ago = formatDuration(alert.startsAt.getTime() - lastAlertAt.getTime());
  return `its last alert was ${ago} before`;
}

const join = ({ id }: GroupingCandidate, reason: string): Grouping => ({
  kind: 'join',
  incidentId: id,
  reason,
});
