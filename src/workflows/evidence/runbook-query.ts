/** What an incident's runbook is looked for by. */
import { expressionOf, type Alert } from '../../incidents/alert.js';
import type { Incident } from '../../incidents/incident.js';
import type { RunbookQuery } from '../../incidents/runbook.js';

/** Descriptions can be a page long; their first sentences say what it is about. */
const MAX_TEXT = 1000;
/** A storm has many rules. */
const MAX_EXPRESSION = 2000;

export function runbookQuery(
  { title, service }: Pick<Incident, 'title' | 'service'>,
  alerts: readonly Alert[],
): RunbookQuery {
  const texts = alerts.flatMap(({ annotations }) => [annotations['summary'], annotations['description']]);
  const expressions = new Set(alerts.flatMap((alert) => expressionOf(alert) ?? []));
  return {
    alertNames: [...new Set(alerts.map(({ name }) => name))],
    service,
    text: [title, ...texts].filter(Boolean).join(' ').slice(0, MAX_TEXT),
    ...(expressions.size > 0 && { expression: [...expressions].join('\n').slice(0, MAX_EXPRESSION) }),
  };
}
