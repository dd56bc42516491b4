/** Sentences about the alerts of an incident: those of one name on one service together. */
import { formatTime } from '../../../analysis/format-value.js';
import { serviceOfAlert, type Alert } from '../../../incidents/alert.js';
import type { Observation } from '../../../incidents/evidence.js';
import { clip, seconds } from './clip.js';

/** Together at most 25: what a person can take in, and what a model is given to read. */
const MAX_ALERTS = 3;

const MAX_LABELS = 20;

export function describeAlerts(alerts: readonly Alert[]): Observation[] {
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
