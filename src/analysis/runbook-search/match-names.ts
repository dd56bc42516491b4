/** Which runbooks name an alert or a service: in their front matter, or by being named after the alert. */
import type { RunbookDocument } from './search-text.js';
import { squeeze } from './words.js';
import { matchesName } from '../../shared/name-pattern.js';

const EXACT_SCORE = 1;
/** The file has the alert's name. The front matter is written for matching; a file's name may be a coincidence. */
const FILE_NAME_SCORE = 0.95;
/** A pattern scores more the more of the alert's name it spells out: `Http*` less than `HttpErrorRate*`. */
const MIN_GLOB_SCORE = 0.7;
const MAX_GLOB_SCORE = 0.9;
/** The front matter names the service and no alert at all. */
const SERVICE_SCORE = 0.65;

export interface NameQuery {
  readonly alertNames: readonly string[];
  /** Null when it is not known. */
  readonly service: string | null;
}

interface NameMatch {
  /** 0.65–1. */
  readonly score: number;
  /** For people. */
  readonly reason: string;
}

/** A runbook for certain services is not offered for another one. Where the service is unknown, all are. */
export function suitsService({ match }: RunbookDocument, service: string | null): boolean {
  return service === null || match.services.length === 0 || match.services.includes(service);
}

export function namesService({ match }: RunbookDocument, service: string | null): boolean {
  return service !== null && match.services.includes(service);
}

/** The best reason among the alerts' names; undefined when the runbook names none of them. */
export function matchNames(runbook: RunbookDocument, query: NameQuery): NameMatch | undefined {
  const { id, match } = runbook;
  const { alerts } = match;
  let best: NameMatch | undefined;
  const consider = (score: number, reason: string) => {
    if (!best || score > best.score) best = { score, reason };
  };
  for (const name of query.alertNames) {
    if (alerts.length === 0 && squeeze(id) === squeeze(name))
      consider(FILE_NAME_SCORE, `it is named after the alert ${name}`);
    for (const pattern of alerts) {
      if (pattern === name) consider(EXACT_SCORE, `its front matter names the alert ${name}`);
      else if (pattern.includes('*') && matchesName(pattern, name)) {
        const share = pattern.replaceAll('*', '').length / Math.max(1, name.length);
        const score = MIN_GLOB_SCORE + (MAX_GLOB_SCORE - MIN_GLOB_SCORE) * Math.min(1, share);
        consider(score, `its front matter names alerts like ${pattern}, and this is ${name}`);
      }
    }
  }
  if (alerts.length === 0 && namesService(runbook, query.service)) {
    consider(SERVICE_SCORE, `its front matter names the service ${query.service}`);
  }
  return best;
}
