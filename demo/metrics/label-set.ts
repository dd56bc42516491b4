/** Label sets as immutable values with a canonical text form, so that equality is one string comparison. */

/** Name of the label that carries the metric's name. */
export const METRIC_NAME = '__name__';

export interface LabelSet {
  /** Label values by name; no value is empty, because in Prometheus an empty label is an absent one. */
  readonly values: ReadonlyMap<string, string>;
  /** Equal for equal sets, whatever order they were given in. */
  readonly key: string;
}

/** Builds a label set from pairs; later pairs win and empty values remove the label. */
export function labelSetOf(pairs: Iterable<readonly [string, string]>): LabelSet {
  const values = new Map<string, string>();
  for (const [name, value] of pairs) {
    if (value === '') values.delete(name);
    else values.set(name, value);
  }
  const sorted = new Map<string, string>();
  let key = '';
  for (const name of [...values.keys()].sort()) {
    const value = values.get(name) ?? '';
    sorted.set(name, value);
    key += `${name}\u0000${value}\u0001`;
  }
  return { values: sorted, key };
}

/** Builds a label set from a plain object. */
export function labelSetFrom(labels: Readonly<Record<string, string>>): LabelSet {
  return labelSetOf(Object.entries(labels));
}

/** The set with only the named labels. */
export function keepLabels(set: LabelSet, names: ReadonlySet<string>): LabelSet {
  return labelSetOf([...set.values].filter(([name]) => names.has(name)));
}

/** The set without the named labels. */
export function dropLabels(set: LabelSet, names: ReadonlySet<string>): LabelSet {
  return labelSetOf([...set.values].filter(([name]) => !names.has(name)));
}

/** Prometheus' notation, `name{a="b"}`, for messages. */
export function formatLabelSet(set: LabelSet): string {
  const name = set.values.get(METRIC_NAME) ?? '';
  const pairs = [...set.values]
    .filter(([label]) => label !== METRIC_NAME)
    .map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  return pairs.length === 0 && name !== '' ? name : `${name}{${pairs.join(', ')}}`;
}
