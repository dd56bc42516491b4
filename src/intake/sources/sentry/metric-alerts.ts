/** The resource `metric_alert`: a threshold was crossed, or no longer is. */
import { z } from 'zod';
import type { Alert } from '../../../incidents/alert.js';
import { Time } from '../../payload.js';
import { Id, nameOf, serviceOfProject, texts, type SentryContext } from './context.js';

export const MetricAlert = z.object({
  action: z.enum(['critical', 'warning', 'resolved'], 'must be critical, warning or resolved'),
  data: z.object({
    metric_alert: z.object({
      id: Id,
      title: z.string().nullish(),
      date_started: Time,
      date_closed: Time.nullish(),
      projects: z.array(z.string()).nullish(),
      alert_rule: z
        .object({
          id: Id.nullish(),
          name: z.string().nullish(),
          aggregate: z.string().nullish(),
          query: z.string().nullish(),
          environment: z.string().nullish(),
        })
        .nullish(),
    }),
    description_title: z.string().nullish(),
    description_text: z.string().nullish(),
    web_url: z.string().nullish(),
  }),
});

const SEVERITIES = ['critical', 'warning'] as const;

/** Each threshold is an alert of its own, so that a warning that turns critical is told; the end is that of both. */
export function metricAlerts(
  { action, data }: z.output<typeof MetricAlert>,
  { services, sentAt }: SentryContext,
): readonly Alert[] {
  const { metric_alert: told } = data;
  const rule = told.alert_rule;
  const name = nameOf(rule?.name ?? told.title ?? '');
  // A rule over several projects is about none of them in particular.
  const [project, ...others] = told.projects ?? [];
  const service =
    project !== undefined && others.length === 0 ? serviceOfProject(project, services) : undefined;
  const isOver = action === 'resolved';
  return (isOver ? SEVERITIES : [action]).map((severity) => ({
    source: 'sentry',
    fingerprint: `metric-alert:${told.id}:${severity}`,
    status: isOver ? 'resolved' : 'firing',
    name,
    labels: texts({
      alertname: name,
      severity,
      project: told.projects?.join(', '),
      service,
      environment: rule?.environment,
    }),
    annotations: texts({
      summary: isOver ? name : (data.description_title ?? name),
      description: data.description_text,
      query: rule?.aggregate ? `${rule.aggregate}${rule.query ? ` of ${rule.query}` : ''}` : undefined,
    }),
    startsAt: told.date_started,
    endsAt: isOver ? (told.date_closed ?? sentAt) : null,
    generatorUrl: data.web_url ?? null,
    groupKey: null,
  }));
}
