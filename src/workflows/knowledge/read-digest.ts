/** A team's digest as it is now: what is on record of the period, and what is left of its error budgets. */
import { composeDigest } from '../../incidents/digest/digest.js';
import type { DigestScope, Period } from '../../incidents/digest/records.js';
import { momentOfWeek } from '../../incidents/digest/schedule.js';
import { filterOf, findTeam, servicesOf, teamName, teamsOf } from '../../incidents/digest/teams.js';
import type { ServiceCatalog } from '../../incidents/service.js';
import type { ErrorBudget } from '../../incidents/slo/error-budget.js';
import type { SloBook } from '../../incidents/slo/slo.js';
import type { Clock } from '../../shared/clock.js';
import { UserInputError } from '../../shared/errors.js';
import type { ReadHomeDeps } from '../home/read-home.js';
import type { BudgetReader } from '../impact/measure-budget.js';
import type { WorkflowSettings } from '../settings.js';
import type { Store } from '../transaction.js';
import { DIGEST_DAYS, readSubject } from '../digest/subject.js';
import type { DigestAnswer } from './digest-answer.js';

export interface ReadDigestDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly catalog: () => ServiceCatalog;
  readonly slos: () => SloBook;
  /** Null when no metrics backend is configured. */
  readonly budgets: BudgetReader | null;
  readonly settings: Pick<WorkflowSettings, 'evidenceTimeoutMs' | 'digest'>;
  readonly linkTo: ReadHomeDeps['linkTo'];
}

const DAY_MS = 86_400_000;
/** Each costs the backend a dozen queries, one of them over a month. */
const MAX_BUDGETS = 10;
/** Words for services that nobody owns. */
const UNOWNED = /^(?:none|nobody|no-?owner|unowned|without(?: an)? owner)$/i;

/**
 * As somebody asks for it: up to now. Without a team, of everybody.
 * @throws UserInputError when there is no such team.
 */
export async function readDigest(
  deps: ReadDigestDeps,
  { team, days }: { readonly team: string; readonly days: number },
): Promise<DigestAnswer> {
  return readFor(deps, scopeNamed(deps.catalog(), team), { days, to: deps.clock.now() });
}

/** As it is posted; undefined when nothing happened, or no digest is wanted any more. */
export async function readWeeklyDigest(
  deps: ReadDigestDeps,
  subjectId: string,
): Promise<DigestAnswer | undefined> {
  const subject = readSubject(subjectId);
  const to = subject && deps.settings.digest && momentOfWeek(subject.week, deps.settings.digest);
  if (!subject || !to) return undefined;
  const digest = await readFor(deps, subject.scope, { days: DIGEST_DAYS, to });
  return digest.opened === 0 && digest.noisiest.length === 0 ? undefined : digest;
}

async function readFor(
  deps: ReadDigestDeps,
  scope: DigestScope,
  { days, to }: { readonly days: number; readonly to: Date },
): Promise<DigestAnswer> {
  const catalog = deps.catalog();
  const back = (periods: number) => new Date(to.getTime() - periods * days * DAY_MS);
  const period: Period = { from: back(1), to };
  const filter = filterOf(catalog, scope);
  const digest = await deps.store.transaction(async (tx) =>
    composeDigest(
      await tx.digests.read(period, filter),
      await tx.digests.read({ from: back(2), to: back(1) }, filter),
      period,
    ),
  );
  const links = digest.repeats.flatMap(({ incidents }) =>
    incidents.flatMap(({ number, thread }) => {
      const url = thread && deps.linkTo({ ...thread, threadTs: null });
      return url ? [[number, url] as const] : [];
    }),
  );
  return { ...digest, ...(await readBudgets(deps, scope)), scope, days, links: new Map(links) };
}

/** As they are now, because no backend keeps what was left at an earlier moment. */
async function readBudgets(
  { catalog, slos, budgets, settings, clock }: ReadDigestDeps,
  scope: DigestScope,
): Promise<Pick<DigestAnswer, 'budgets' | 'otherBudgets'>> {
  if (budgets === null) return { budgets: [], otherBudgets: 0 };
  const promised = servicesOf(catalog(), scope).flatMap(({ name }) => slos().of(name));
  const signal = AbortSignal.timeout(settings.evidenceTimeoutMs);
  const read = await Promise.all(
    promised.slice(0, MAX_BUDGETS).map((slo) => budgets.read(slo, clock.now(), signal)),
  );
  const left = ({ spent }: ErrorBudget) => (spent === null ? Infinity : -spent);
  return {
    budgets: read.toSorted((a, b) => left(a) - left(b)),
    otherBudgets: Math.max(0, promised.length - MAX_BUDGETS),
  };
}

function scopeNamed(catalog: ServiceCatalog, word: string): DigestScope {
  if (word === '') return { kind: 'all' };
  const team = findTeam(catalog, word);
  if (team !== undefined) return { kind: 'team', team };
  if (UNOWNED.test(word)) return { kind: 'unowned' };
  const teams = teamsOf(catalog).map(teamName);
  throw new UserInputError(
    teams.length === 0
      ? 'No service of the catalogue has an owner, so there are no teams. Leave the name out to see everything.'
      : `The catalogue has no team “${word.slice(0, 60)}”. There are ${teams.slice(0, 20).join(', ')}; none stands for services without an owner.`,
  );
}
