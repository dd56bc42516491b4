/** What speaks for an alert's belonging to an incident, in points and in words. */
import { formatDuration } from '../../shared/duration.js';
import { cut } from '../../shared/text.js';
import { serviceOfAlert, type Alert } from '../alert.js';
import { distance, type ServiceCatalog } from '../service.js';
import { ONSET_SECONDS, PLACE_LABELS, type GroupingCandidate } from './candidate.js';
import type { GroupingSettings } from './settings.js';

/**
 * Weighed so that the service alone is enough, a call needs the window, two calls or a shared host need the same minute
 * or a third sign, and time or words alone never suffice. Chosen by these rules, not fitted.
 */
const POINTS = {
  service: 4,
  call: 3,
  twoCalls: 2,
  moreCalls: 1,
  place: 2,
  sameMinute: 2,
  inWindow: 1,
  name: 1,
};
export const ENOUGH = 4;

/** Names of things come from senders. */
const NAME = 80;

export interface Relation {
  readonly points: number;
  /** The strongest sign first, as one clause: `checkout calls payments, 40 s apart`. */
  readonly words: string;
  /** Two things that have to do with each other, whenever that was; null when nothing links them. */
  readonly link: string | null;
  /** The link alone would have been enough within the window. */
  readonly isTooLate: boolean;
}

export function relate(
  alert: Alert,
  candidate: GroupingCandidate,
  catalog: ServiceCatalog,
  settings: GroupingSettings,
): Relation {
  const near = nearestService(alert, candidate, catalog, settings.maxDistance);
  const place = PLACE_LABELS.find((key) => {
    const value = alert.labels[key];
    return value !== undefined && candidate.labels.get(key)?.has(value) === true;
  });
  const placeWords = place === undefined ? null : `same ${place} ${short(alert.labels[place] ?? '')}`;
  const link = near?.words ?? placeWords;
  if (link === null) return { points: 0, words: '', link, isTooLate: false };

  const at = alert.startsAt.getTime();
  const sinceStart = Math.abs(at - candidate.startedAt.getTime()) / 1000;
  const sinceLast = Math.abs(at - candidate.lastAlertAt.getTime()) / 1000;
  const apart = Math.min(sinceStart, sinceLast);
  const isAtOnce = apart <= ONSET_SECONDS && settings.withinSeconds > 0;
  const isInWindow = sinceLast <= settings.withinSeconds && sinceStart <= settings.spanSeconds;
  const isNameShared = candidate.names.has(alert.name);
  const still =
    (near?.points ?? 0) + (place === undefined ? 0 : POINTS.place) + (isNameShared ? POINTS.name : 0);
  const isTimely = near?.hops === 0 ? sinceLast <= settings.sameServiceSeconds : isAtOnce || isInWindow;
  const words = [
    link,
    ...(near && placeWords !== null ? [placeWords] : []),
    ...(isNameShared && near?.hops !== 0 ? [`${short(alert.name)} fires there too`] : []),
    `${formatDuration(apart * 1000)} apart`,
  ].join(', ');
  const points = isTimely ? still + (isAtOnce ? POINTS.sameMinute : isInWindow ? POINTS.inWindow : 0) : 0;
  return { points, words, link, isTooLate: points < ENOUGH && still + POINTS.inWindow >= ENOUGH };
}

interface Near {
  readonly hops: number;
  readonly points: number;
  readonly words: string;
}

function nearestService(
  alert: Alert,
  { services }: GroupingCandidate,
  catalog: ServiceCatalog,
  maxDistance: number,
): Near | undefined {
  const service = serviceOfAlert(alert.labels);
  if (service === null) return undefined;
  if (services.has(service))
    return { hops: 0, points: POINTS.service, words: `it is about ${short(service)} as well` };
  let nearest: { hops: number; via: string } | undefined;
  for (const via of services) {
    const hops = distance(catalog, service, via, Math.min(maxDistance, (nearest?.hops ?? Infinity) - 1));
    if (hops <= maxDistance) nearest = { hops, via };
    if (nearest?.hops === 1) break;
  }
  if (!nearest) return undefined;
  const { hops, via } = nearest;
  const names = [short(service), short(via)];
  if (hops > 1) {
    const points = hops === 2 ? POINTS.twoCalls : POINTS.moreCalls;
    return { hops, points, words: `${names[0]} is ${hops} calls away from ${names[1]}` };
  }
  const isCaller = catalog.get(service)?.dependsOn.includes(via) === true;
  return { hops, points: POINTS.call, words: (isCaller ? names : names.toReversed()).join(' calls ') };
}

const short = (name: string) => cut(name, NAME);
