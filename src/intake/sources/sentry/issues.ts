/** The resources `event_alert` (an issue alert went off) and `issue` (an issue changed its state). */
import { z } from 'zod';
import type { Alert } from '../../../incidents/alert.js';
import { Time } from '../../payload.js';
import { Id, nameOf, serviceOfProject, texts, type SentryContext } from './context.js';

export const IssueAlert = z.object({
  data: z.object({
    event: z.object({
      issue_id: Id,
      title: z.string().nullish(),
      level: z.string().nullish(),
      culprit: z.string().nullish(),
      datetime: Time.nullish(),
      environment: z.string().nullish(),
      release: z.string().nullish(),
      /** `…/api/0/projects/<organisation>/<project>/events/…`: the only place that has the project's name. */
      url: z.string().nullish(),
      web_url: z.string().nullish(),
      tags: z.array(z.unknown()).nullish(),
    }),
    triggered_rule: z.string().nullish(),
  }),
});

/** Every exception that nobody caught has the level `error`: how bad it is for users, the rest of the evidence tells. */
const SEVERITIES: Readonly<Record<string, string>> = {
  fatal: 'high',
  error: 'warning',
  warning: 'info',
  info: 'info',
  debug: 'info',
  sample: 'info',
};

/** The same issue again, from another event, is the same alert as long as it fires. */
export function issueAlert(
  { data: { event, triggered_rule: rule } }: z.output<typeof IssueAlert>,
  { services, sentAt }: SentryContext,
): Alert {
  const name = nameOf(event.title ?? '');
  const project = /\/projects\/[^/]+\/([^/]+)\//.exec(event.url ?? '')?.[1];
  return {
    source: 'sentry',
    fingerprint: fingerprintOf(event.issue_id),
    status: 'firing',
    name,
    labels: texts({
      alertname: name,
      severity: SEVERITIES[event.level ?? ''] ?? 'warning',
      level: event.level,
      project,
      service: project === undefined ? undefined : serviceOfProject(project, services),
      environment: event.environment ?? tagOf(event.tags, 'environment'),
    }),
    annotations: texts({
      summary: event.title,
      rule,
      culprit: event.culprit,
      release: event.release ?? tagOf(event.tags, 'release'),
    }),
    startsAt: event.datetime ?? sentAt,
    isStartGuessed: true,
    endsAt: null,
    generatorUrl: event.web_url ?? null,
    groupKey: null,
  };
}

const Tag = z.tuple([z.string(), z.string()]);

function tagOf(tags: readonly unknown[] | null | undefined, name: string): string | undefined {
  for (const tag of tags ?? []) {
    const parsed = Tag.safeParse(tag);
    if (parsed.success && parsed.data[0] === name) return parsed.data[1];
  }
  return undefined;
}

export const IssueChange = z.object({
  action: z.string('must be created, resolved, assigned, archived or unresolved'),
  data: z.object({
    issue: z.object({
      id: Id,
      title: z.string().nullish(),
      web_url: z.string().nullish(),
      permalink: z.string().nullish(),
      project: z.object({ slug: z.string().nullish() }).nullish(),
    }),
  }),
});

/** `ignored` is what Sentry called archived before. */
const ENDS = new Set(['resolved', 'archived', 'ignored']);

/** Nothing for what begins: which issues somebody should hear of is what alert rules are for. */
export function issueEnd(
  { action, data: { issue } }: z.output<typeof IssueChange>,
  { services, sentAt }: SentryContext,
): readonly Alert[] {
  if (!ENDS.has(action)) return [];
  const name = nameOf(issue.title ?? '');
  const project = issue.project?.slug ?? undefined;
  return [
    {
      source: 'sentry',
      fingerprint: fingerprintOf(issue.id),
      status: 'resolved',
      name,
      labels: texts({
        alertname: name,
        project,
        service: project === undefined ? undefined : serviceOfProject(project, services),
      }),
      annotations: texts({ summary: issue.title }),
      // An episode without length, at which the one that lasts ends.
      startsAt: sentAt,
      endsAt: sentAt,
      generatorUrl: issue.web_url ?? issue.permalink ?? null,
      groupKey: null,
    },
  ];
}

const fingerprintOf = (issueId: string) => `issue:${issueId}`;
