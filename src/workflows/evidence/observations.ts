/** Turns what was measured into numbered sentences, in the order people should read them, without flooding them. */
import type { CorrelatedChange } from '../../analysis/correlate-changes.js';
import type { Suspect } from '../../analysis/findings.js';
import { formatList, formatTime, formatValue } from '../../analysis/format-value.js';
import type { RankedCause } from '../../analysis/rank-causes.js';
import { serviceOfAlert, type Alert } from '../../incidents/alert.js';
import type { Change } from '../../incidents/change.js';
import type { Observation } from '../../incidents/evidence.js';
import type { Service } from '../../incidents/service.js';
import type { TimeRange } from '../../shared/series.js';
import { capitalize, cut, oneLine } from '../../shared/text.js';
import type { RunbookFit } from './runbooks.js';
import { describeQuiet, describeReading } from './signal-sentences.js';
import type { SignalReading } from './signals.js';

/** Together at most 25: what a person can take in, and what a model is given to read. */
const MAX_ALERTS = 3;
const MAX_ANOMALIES = 9;
const MAX_CHANGES = 3;
const MAX_CHECKS = 6;
const MAX_TEXT_LENGTH = 240;
const MAX_LABELS = 20;

export interface ObservationInput {
  readonly alerts: readonly Alert[];
  readonly services: readonly Service[];
  readonly readings: readonly SignalReading[];
  readonly causes: readonly RankedCause[];
  readonly changes: readonly CorrelatedChange<Change>[];
  /** How many are known at all, shown or not. */
  readonly changesOnRecord: number;
  readonly runbooks: readonly RunbookFit[];
  readonly range: TimeRange;
}

export interface ObservedFindings {
  readonly observations: readonly Observation[];
  readonly suspects: readonly Suspect[];
  /** The input's runbooks with each check's place among the observations. */
  readonly runbooks: readonly RunbookFit[];
}

export function buildObservations(input: ObservationInput): ObservedFindings {
  const observations: Observation[] = describeAlerts(input.alerts);
  const speakFor = new Map<string, number[]>();
  const add = (observation: Observation): number => {
    const index = observations.push(observation) - 1;
    if (observation.service !== null && observation.isAnomalous) {
      speakFor.set(observation.service, [...(speakFor.get(observation.service) ?? []), index]);
    }
    return index;
  };
  const place = new Map(input.causes.map(({ service }, index) => [service, index]));
  const abnormal = input.readings
    .filter(({ anomaly }) => anomaly.isAnomalous)
    .sort((a, b) => rankOf(place, a) - rankOf(place, b) || b.anomaly.score - a.anomaly.score);
  for (const reading of abnormal.slice(0, MAX_ANOMALIES)) add(describeReading(reading, input.range));
  for (const change of describeChanges(input)) add(change);

  const suspects = input.causes.map(({ service, confidence, reasons, onset }) => ({
    service,
    confidence,
    reasons,
    onset,
    observations: speakFor.get(service) ?? [],
  }));
  if (input.readings.length > 0) add(describeRanking(suspects, input.services, input.range));

  let checksLeft = MAX_CHECKS;
  const runbooks = input.runbooks.map((fit, rank) => ({
    ...fit,
    checks: fit.checks.map((check) => {
      // The best fit is shown whole; of the next one only what holds.
      if (checksLeft === 0 || rank > 1 || check.holds === null || (rank === 1 && !check.holds)) return check;
      checksLeft -= 1;
      const index = observations.push(describeCheck(fit, check)) - 1;
      return { ...check, observation: index };
    }),
  }));
  observations.push(...describeQuiet(input, place));
  return { observations, suspects, runbooks };
}

function rankOf(place: ReadonlyMap<string, number>, { service }: SignalReading): number {
  return place.get(service) ?? place.size;
}

function describeAlerts(alerts: readonly Alert[]): Observation[] {
  // Alerts of one name on one service tell people the same thing.
  const distinct = new Map<string, Alert>();
  for (const alert of alerts) {
    const key = `${alert.name} ${serviceOfAlert(alert.labels) ?? ''}`;
    if (!distinct.has(key)) distinct.set(key, alert);
  }
  const shown = [...distinct.values()].slice(0, MAX_ALERTS);
  return shown.map((alert, index) => {
    const service = serviceOfAlert(alert.labels);
    const text = alert.annotations['summary'] ?? alert.annotations['description'] ?? '';
    const verb = alert.status === 'firing' ? 'has been firing' : 'fired and has ended; it began';
    const on = service === null ? '' : ` on ${clip(service)}`;
    const rest = alerts.length - shown.length;
    const more =
      rest > 0 && index === shown.length - 1
        ? ` ${rest === 1 ? 'One more alert belongs' : `${rest} more alerts belong`} to this incident.`
        : '';
    return {
      kind: 'alert',
      service,
      statement: `${clip(alert.name)}${on} ${verb} since ${formatTime(seconds(alert.startsAt))}${text ? `: ${clip(text)}` : ''}.${more}`,
      why: 'It is what opened or extended this incident.',
      source: alert.source,
      query: null,
      range: null,
      data: {
        name: clip(alert.name),
        status: alert.status,
        startsAt: alert.startsAt.toISOString(),
        labels: Object.fromEntries(
          Object.entries(alert.labels)
            .slice(0, MAX_LABELS)
            .map(([name, value]) => [clip(name), clip(value)]),
        ),
      },
      isAnomalous: alert.status === 'firing',
    };
  });
}

function describeChanges({ changes, changesOnRecord, range }: ObservationInput): Observation[] {
  const shown = changes.slice(0, MAX_CHANGES);
  if (shown.length === 0) {
    return [
      {
        kind: 'change',
        service: null,
        statement:
          changesOnRecord === 0
            ? 'No deploy, configuration or other change is on record.'
            : `No change fits the trouble in time and place; ${changesOnRecord} on record.`,
        why: 'Most incidents follow a change; none is known here.',
        source: 'changes',
        query: null,
        range,
        data: [],
        isAnomalous: false,
      },
    ];
  }
  return shown.map(({ change, score, explains, lagSeconds, reason }) => {
    const what = change.version === null ? change.kind : `${change.kind} of version ${clip(change.version)}`;
    const where = change.service === null ? '' : ` on ${clip(change.service)}`;
    const who = change.author === null ? '' : ` by ${clip(change.author)}`;
    return {
      kind: 'change',
      service: change.service,
      statement: `${capitalize(what)}${where}${who} at ${formatTime(seconds(change.at))}, ${reason}: ${clip(change.summary)}.`,
      why:
        explains === null
          ? 'It is unlikely to be the cause.'
          : 'A change shortly before trouble begins is its most common cause.',
      source: change.source,
      query: null,
      range: null,
      data: {
        id: change.id,
        kind: change.kind,
        at: change.at.toISOString(),
        version: change.version,
        score: Math.round(score * 100) / 100,
        explains,
        lagSeconds,
      },
      isAnomalous: explains !== null,
    };
  });
}

function describeRanking(
  suspects: readonly Suspect[],
  services: readonly Service[],
  range: TimeRange,
): Observation {
  const [first, ...others] = suspects;
  const looked = formatList(
    services.map(({ name }) => name),
    12,
  );
  const rest = others.map(({ service, confidence }) => `${service} (${formatValue(confidence, 'ratio')})`);
  const statement = first
    ? `The trouble most likely began in ${first.service} (${formatValue(first.confidence, 'ratio')} confidence): ${first.reasons.slice(0, 3).join('; ')}.` +
      (rest.length > 0 ? ` Less likely: ${formatList(rest)}.` : '')
    : `Nothing measured is abnormal on ${looked}, so no service is suspected.`;
  return {
    kind: 'ranking',
    service: first?.service ?? null,
    statement,
    why: 'Symptoms travel from a service to those that call it; this says where they most likely start.',
    source: 'analysis',
    query: null,
    range,
    data: suspects,
    isAnomalous: first !== undefined,
  };
}

function describeCheck(fit: RunbookFit, check: RunbookFit['checks'][number]): Observation {
  return {
    kind: 'runbook',
    service: fit.service,
    statement: check.statement,
    why: check.why || `A check of the runbook "${fit.title}".`,
    source: 'prometheus',
    query: check.query,
    range: null,
    data: {
      runbook: fit.runbookId,
      check: check.name,
      value: check.value,
      holds: check.holds,
      heldBefore: check.heldBefore,
    },
    isAnomalous: check.holds === true && !check.heldBefore,
  };
}

const seconds = (date: Date): number => date.getTime() / 1000;

/** Outside text on one line and of bounded length; a final full stop would double ours. */
function clip(text: string): string {
  const line = oneLine(text.slice(0, 4 * MAX_TEXT_LENGTH)).replace(/\.$/, '');
  return cut(line, MAX_TEXT_LENGTH);
}
