/** What a briefing says of alerts: each once, and of those that are alike only what differs. */
import { serviceOfAlert, type Alert } from '../../incidents/alert.js';
import type { Evidence } from '../../incidents/evidence.js';
import type { InvestigationInput } from '../investigation.js';
import { cut, cutRecord, line } from './format.js';

const MAX_LABEL = 80;
const MAX_ANNOTATION = 200;

type Texts = Readonly<Record<string, string>>;

/** One line for all that say the very same; they may differ in when they began. */
export function alertLines({ alerts, evidence }: InvestigationInput): string[] {
  const groups = new Map<string, { readonly alert: Alert; count: number }>();
  for (const alert of alerts) {
    const { source, name, status, labels, annotations } = alert;
    const key = JSON.stringify([source, name, status, labels, annotations]);
    const known = groups.get(key);
    if (known) known.count += 1;
    else groups.set(key, { alert, count: 1 });
  }
  const first = new Map<string, Alert>();
  return [...groups.values()].map(({ alert, count }) => {
    const { source, name, status, startsAt, labels, annotations } = alert;
    const like = first.get(name);
    first.set(name, like ?? alert);
    const id = evidence.find((item) => isRowOf(item, alert))?.id;
    const rest = (texts: Texts, other: Texts | undefined) =>
      withoutCommon(texts, other, [serviceOfAlert(labels), like ? serviceOfAlert(like.labels) : null]);
    const { alertname, ...telling } = labels;
    return line({
      ...(id === undefined ? {} : { evidence: id }),
      name: cut(name, 200),
      status,
      source,
      startsAt: startsAt.toISOString(),
      ...(count > 1 ? { alike: count } : {}),
      ...some('labels', cutRecord(rest(alertname === name ? telling : labels, like?.labels), MAX_LABEL)),
      ...some('annotations', cutRecord(rest(annotations, like?.annotations), MAX_ANNOTATION)),
    });
  });
}

/** Ids of the rows that stand among the alerts. */
export function toldAsAlerts({ alerts, evidence }: InvestigationInput): ReadonlySet<string> {
  return new Set(alerts.flatMap((alert) => evidence.find((item) => isRowOf(item, alert))?.id ?? []));
}

/** Of a storm only the first few have a row. */
function isRowOf({ kind, service, data }: Evidence, { name, status, labels }: Alert): boolean {
  if (kind !== 'alert' || service !== serviceOfAlert(labels)) return false;
  if (typeof data !== 'object' || data === null) return false;
  return 'name' in data && data.name === name && 'status' in data && data.status === status;
}

/** What the first alert of this name says too, but for the service's name, need not be read twice. */
function withoutCommon(
  texts: Texts,
  other: Texts | undefined,
  [own, others]: readonly [string | null, string | null],
): Texts {
  if (other === undefined) return texts;
  const general = (text: string | undefined, service: string | null) =>
    service === null ? text : text?.replaceAll(service, '$service');
  const entries = Object.entries(texts).filter(
    ([key, value]) => value === own || general(value, own) !== general(other[key], others),
  );
  return Object.fromEntries(entries);
}

const some = (name: string, texts: Texts) => (Object.keys(texts).length === 0 ? {} : { [name]: texts });
