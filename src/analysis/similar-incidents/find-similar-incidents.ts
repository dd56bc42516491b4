/**
 * Which past incidents looked like this one, why, and what fixed them. Incidents are compared trait by trait with the
 * weighted Jaccard similarity (Ružička 1958): what both have over what either has, where rare traits weigh more than
 * common ones (inverse document frequency; Spärck Jones 1972, in the form of Robertson and Zaragoza 2009). An alert that
 * every incident has says nothing; one that two ever had says nearly all.
 */
import { cut } from '../../shared/text.js';
import { formatList } from '../format-value.js';
import { createTemplateMatcher } from './same-template.js';

export interface IncidentTraits {
  readonly services: readonly string[];
  /** Names of its alerts. */
  readonly alerts: readonly string[];
  /** Log templates that were new or surging. */
  readonly templates: readonly string[];
  /** What is or was taken for its cause, in any fixed form: `deploy checkout`, `disk full`. */
  readonly causes: readonly string[];
}

export interface PastIncident extends IncidentTraits {
  readonly id: string;
  /** When it began, Unix seconds. */
  readonly at: number;
  /** What ended it, in words; null when nobody knows. */
  readonly fix: string | null;
}

export interface SimilarIncident<P extends PastIncident> {
  readonly incident: P;
  /** 0–1: weighted share of traits in common. */
  readonly score: number;
  /** What is in common, the most telling first. */
  readonly common: readonly (keyof IncidentTraits)[];
  /** The same in words: "same alert CheckoutErrors, seen in 2 of 40 past incidents". */
  readonly reasons: readonly string[];
}

interface SimilarIncidents<P extends PastIncident> {
  /** Most similar first, then newest first. */
  readonly incidents: readonly SimilarIncident<P>[];
  /** What ended them, the fix of the most and most similar first. */
  readonly fixes: readonly { readonly fix: string; readonly incidents: readonly P[] }[];
}

type Kind = keyof IncidentTraits;

/**
 * How much each kind of trait counts before its rarity. Causes and alerts say what is wrong, services only where; log
 * templates are many and partly chance. There is no public set of labelled incidents to tune them on, so they stay near 1.
 */
const KIND_WEIGHT: Readonly<Record<Kind, number>> = { causes: 1.5, alerts: 1, templates: 1, services: 0.75 };
const KINDS = Object.keys(KIND_WEIGHT) as readonly Kind[];
/** Below it a person would not call them similar: about one kind of trait of four in common. */
const MIN_SCORE = 0.2;
/** Templates compared of the present incident, in their order; more only cost time. */
const MAX_TEMPLATES = 50;
/** A trait that the past incident's record lacks altogether is no difference; it counts as half of one. */
const UNKNOWN_SHARE = 0.5;
const MAX_TEMPLATE_LENGTH = 120;
const MAX_REASONS = 4;

export function findSimilarIncidents<P extends PastIncident>(
  present: IncidentTraits,
  past: readonly P[],
  { limit }: { readonly limit: number },
): SimilarIncidents<P> {
  const now = readTraits(
    { ...present, templates: present.templates.slice(0, MAX_TEMPLATES) },
    (text) => text,
  );
  const match = createTemplateMatcher([...now.templates]);
  const others = past.map((incident) => ({ incident, traits: readTraits(incident, match) }));
  const rarity = createRarity(others.map(({ traits }) => traits));
  const incidents = others
    .map(({ incident, traits }) => compare(incident, now, traits, rarity, past.length))
    .filter(({ score }) => score >= MIN_SCORE)
    .sort(
      (a, b) =>
        b.score - a.score || b.incident.at - a.incident.at || (a.incident.id < b.incident.id ? -1 : 1),
    )
    .slice(0, limit);
  return { incidents, fixes: collectFixes(incidents) };
}

type Traits = Readonly<Record<Kind, ReadonlySet<string>>>;
interface Rarity {
  weight(kind: Kind, trait: string): number;
  count(kind: Kind, trait: string): number;
}

function readTraits(traits: IncidentTraits, match: (template: string) => string): Traits {
  return {
    services: new Set(traits.services),
    alerts: new Set(traits.alerts),
    templates: new Set(traits.templates.map(match)),
    causes: new Set(traits.causes),
  };
}

function createRarity(all: readonly Traits[]): Rarity {
  const counts = new Map<string, number>();
  for (const traits of all) {
    for (const kind of KINDS) {
      for (const trait of traits[kind])
        counts.set(`${kind} ${trait}`, (counts.get(`${kind} ${trait}`) ?? 0) + 1);
    }
  }
  const count = (kind: Kind, trait: string) => counts.get(`${kind} ${trait}`) ?? 0;
  return {
    count,
    weight(kind, trait) {
      // What no past incident had tells them apart no better than what one had.
      const having = Math.max(1, count(kind, trait));
      return Math.log(1 + (all.length - having + 0.5) / (having + 0.5));
    },
  };
}

function compare<P extends PastIncident>(
  incident: P,
  now: Traits,
  then: Traits,
  rarity: Rarity,
  total: number,
): SimilarIncident<P> {
  let [score, possible] = [0, 0];
  const common: { kind: Kind; trait: string; share: number }[] = [];
  for (const kind of KINDS) {
    if (now[kind].size === 0) continue;
    if (then[kind].size === 0) {
      possible += KIND_WEIGHT[kind] * UNKNOWN_SHARE;
      continue;
    }
    let [shared, either] = [0, 0];
    for (const trait of new Set([...now[kind], ...then[kind]])) {
      const weight = rarity.weight(kind, trait);
      either += weight;
      if (!now[kind].has(trait) || !then[kind].has(trait)) continue;
      shared += weight;
      common.push({ kind, trait, share: weight * KIND_WEIGHT[kind] });
    }
    possible += KIND_WEIGHT[kind];
    score += KIND_WEIGHT[kind] * (either === 0 ? 0 : shared / either);
  }
  common.sort((a, b) => b.share - a.share || (a.trait < b.trait ? -1 : 1));
  return {
    incident,
    score: possible === 0 ? 0 : score / possible,
    common: [...new Set(common.map(({ kind }) => kind))],
    reasons: describe(common, rarity, total),
  };
}

const NAMES: Readonly<Record<Kind, readonly [one: string, many: string]>> = {
  services: ['service', 'services'],
  alerts: ['alert', 'alerts'],
  templates: ['log line', 'log lines'],
  causes: ['cause', 'causes'],
};

/** One sentence for each kind, in the order of its most telling trait. */
function describe(
  common: readonly { readonly kind: Kind; readonly trait: string }[],
  rarity: Rarity,
  total: number,
): readonly string[] {
  const kinds = [...new Set(common.map(({ kind }) => kind))].slice(0, MAX_REASONS);
  return kinds.map((kind) => {
    const traits = common.filter((one) => one.kind === kind).map(({ trait }) => trait);
    const [one, many] = NAMES[kind];
    const shown = traits.map((trait) =>
      kind === 'templates' ? `“${cut(trait, MAX_TEMPLATE_LENGTH)}”` : trait,
    );
    const first = traits[0] ?? '';
    const seen =
      traits.length === 1 ? `, seen in ${rarity.count(kind, first)} of ${total} past incidents` : '';
    return `same ${traits.length === 1 ? one : many} ${formatList(shown, 3)}${seen}`;
  });
}

function collectFixes<P extends PastIncident>(
  similar: readonly SimilarIncident<P>[],
): SimilarIncidents<P>['fixes'] {
  const fixes = new Map<string, { incidents: P[]; score: number }>();
  for (const { incident, score } of similar) {
    if (!incident.fix) continue;
    const known = fixes.get(incident.fix) ?? { incidents: [], score: 0 };
    known.incidents.push(incident);
    known.score += score;
    fixes.set(incident.fix, known);
  }
  return [...fixes]
    .sort((a, b) => b[1].score - a[1].score || (a[0] < b[0] ? -1 : 1))
    .map(([fix, { incidents }]) => ({ fix, incidents }));
}
