/** Datadog's webhook with the payload of docs/sources/datadog.md: one change of one monitor's group at a time. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { shortened, type Alert } from '../../incidents/alert.js';
import { isWorse, severityOfAlert } from '../../incidents/severity.js';
import { labelsAboutMonitoring, retitled } from '../about-monitoring.js';
import { sharedToken } from '../bearer.js';
import { EpochTime, parseJson, parseWith } from '../payload.js';
import { offWithout, type Source } from '../source.js';

type Texts = Readonly<Record<string, string>>;

/** What Datadog writes for a variable that the event does not have, or leaves as it is. */
const ABSENT = /^(?:|null|none|n\/a|\$[A-Z_]+)$/i;
const Filled = z
  .union([z.string(), z.number().transform(String)], 'must be text')
  .transform((text) => (ABSENT.test(text.trim()) ? undefined : text.trim()));
const Optional = Filled.nullish().transform((text) => text ?? undefined);
const required = (variable: string) => {
  const message = `must be filled by Datadog; write ${variable} in the payload`;
  return z.preprocess((value) => Optional.safeParse(value).data, z.string(message).min(1, message));
};

/** Of $ALERT_TRANSITION, without “Re-”. */
const TRANSITIONS = ['triggered', 'warn', 'no data', 'renotify', 'recovered'] as const;
const Transition = required('$ALERT_TRANSITION').transform((text, context) => {
  const words = text
    .toLowerCase()
    .replace(/^re-(?!notify)/, '')
    .replace('re-notify', 'renotify');
  // “Warn Recovered” and the like.
  const found = words.endsWith('recovered') ? 'recovered' : TRANSITIONS.find((known) => known === words);
  if (found) return found;
  context.addIssue({ code: 'custom', message: 'must be Triggered, Warn, No Data, Renotify or Recovered' });
  return z.NEVER;
});

const Body = z.object({
  monitor: required('$ALERT_ID'),
  title: required('$ALERT_TITLE'),
  transition: Transition,
  date: EpochTime,
  org: Optional,
  type: Optional,
  priority: Optional,
  scope: Optional,
  tags: Optional,
  host: Optional,
  metric: Optional,
  status: Optional,
  text: Optional,
  link: Optional,
  snapshot: Optional,
});
type Body = z.output<typeof Body>;

export const datadog = (tokens: readonly string[] | null): Source => ({
  name: 'datadog',
  path: '/webhooks/datadog',
  off: offWithout('DATADOG_TOKEN', tokens !== null),
  ...sharedToken(tokens, 'DATADOG_TOKEN'),
  read: ({ body }) => ({ alerts: [parseDatadog(parseJson(body))] }),
});

/** @throws UserInputError naming the field that is wrong. */
export function parseDatadog(payload: unknown): Alert {
  const body = parseWith(Body, payload);
  // “[Triggered on {host:web-1}] Checkout is slow”
  const name = body.title.replace(/^(?:\[[^\]]*\]\s*)+/, '') || body.title;
  const labels = labelsOf(body);
  const texts = {
    description: body.text,
    status: body.status,
    metric: body.metric,
    tags: body.tags,
    snapshot: body.snapshot,
  };
  const annotations = Object.fromEntries(
    Object.entries(texts).flatMap(([key, text]) => (text === undefined ? [] : [[key, text]])),
  );
  const isBlind = body.transition === 'no data';
  const isOver = body.transition === 'recovered';
  const org = body.org ?? '';
  return {
    source: 'datadog',
    // A monitor has one alert for each of its groups, and the group is the scope.
    fingerprint: hash([org, body.monitor, body.scope ?? '']),
    status: isOver ? 'resolved' : 'firing',
    name,
    labels: isBlind ? labelsAboutMonitoring(labels) : labels,
    annotations: shortened(
      isBlind ? retitled(annotations, `Datadog gets no data for the monitor “${name}”`) : annotations,
    ),
    startsAt: body.date,
    isStartGuessed: true,
    endsAt: isOver ? body.date : null,
    generatorUrl: body.link ?? null,
    // One monitor may watch many services, and these are no single problem.
    groupKey: hash([org, body.monitor, labels['service'] ?? '']),
  };
}

/** Tags become labels; of those that come twice, what is in the scope counts. */
function labelsOf({ monitor, scope, tags, host, ...body }: Body): Texts {
  const pairs = [...pairsOf(tags), ...pairsOf(scope)];
  return {
    ...(host === undefined ? {} : { host }),
    ...Object.fromEntries(pairs),
    monitor_id: monitor,
    severity: severityOf(body),
  };
}

/** `service:checkout, env:prod, blue` → the first two. */
function pairsOf(list: string | undefined): readonly (readonly [string, string])[] {
  return (list ?? '').split(',').flatMap((tag) => {
    const [, key, value] = /^\s*([^:\s]+):(.+?)\s*$/.exec(tag) ?? [];
    return key === undefined || value === undefined ? [] : [[key, value] as const];
  });
}

/** The monitor's priority, when it has one; a warning is never worse than that. */
function severityOf({ priority, transition, type }: Pick<Body, 'priority' | 'transition' | 'type'>): string {
  const isWarning = transition === 'warn' || type === 'warning';
  const own = priority ?? (isWarning ? 'warning' : 'error');
  return isWarning && isWorse(severityOfAlert({ severity: own }), 'sev3') ? 'warning' : own;
}

function hash(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}
