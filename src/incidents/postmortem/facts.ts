/** What and when, in a table. */
import { formatExactDuration } from '../../shared/duration.js';
import { incidentLabel, type Incident } from '../incident.js';
import { nameActor, times, utc } from './format.js';
import { escapeMarkdown as esc, markdownTable } from './markdown.js';
import type { PostmortemOptions, PostmortemView } from './postmortem-view.js';

export function formatFacts(
  { incident, service, roles = [], now }: PostmortemView,
  options: PostmortemOptions,
): string {
  const over = incident.resolvedAt;
  const rows: [string, string][] = [
    ['Severity', incident.severity],
    ['Status', incident.status],
    ['Service', describeService(incident, service)],
    ['Began', utc(incident.startedAt)],
    ['Ended', over === null ? 'not yet' : utc(over)],
    [
      'Lasted',
      formatExactDuration((over ?? now).getTime() - incident.startedAt.getTime()) + (over ? '' : ' so far'),
    ],
    ...roles.map(({ role, slackUserId }): [string, string] => [
      role.charAt(0).toUpperCase() + role.slice(1),
      nameActor({ kind: 'person', id: slackUserId }, options),
    ]),
    ...(incident.reopenCount > 0 ? [['Reopened', times(incident.reopenCount)] as [string, string]] : []),
  ];
  return markdownTable(['Incident', incidentLabel(incident)], rows);
}

function describeService({ service: name }: Incident, service: PostmortemView['service']): string {
  if (name === null) return 'none was named';
  if (service === null) return `${esc(name, 100)} (not in the catalogue)`;
  const owner = service.owner === null ? '' : `, owned by ${esc(service.owner, 100)}`;
  return `${esc(service.name, 100)} (tier ${service.tier}${owner})`;
}
