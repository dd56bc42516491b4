/** Somebody says that it is over, and what it really was. Alerts that still fire do not stop them, but are named. */
import type { ConfirmedCause } from '../../agent/monitoring/analysis-case.js';
import { serviceNamedIn } from '../../agent/monitoring/named-service.js';
import type { ServiceCatalog } from '../../incidents/service.js';
import { transition } from '../../incidents/state-machine.js';
import type { Metrics } from '../../observability/metrics.js';
import { UserInputError } from '../../shared/errors.js';
import { draftIfSevere } from '../knowledge/draft-if-severe.js';
import type { WorkflowSettings } from '../settings.js';
import type { CauseOrigin, Change, LifecycleUseCases } from '../use-cases/lifecycle.js';
import type { Doer } from '../use-cases/person.js';
import { changeIncident, type ChangeDeps, type PersonsChange } from './change-incident.js';
import { endLooseEnds } from './end-loose-ends.js';
import { namesFiring, stillFiring } from './names-firing.js';

const MAX_ANSWER = 500;

export interface ResolveDeps extends ChangeDeps {
  readonly catalog: () => ServiceCatalog;
  readonly settings: Pick<WorkflowSettings, 'postmortemFrom'>;
  readonly metrics: Pick<Metrics, 'proposals'>;
}

/** What is resolved already takes a cause that nobody had told, or a better one. */
export async function resolveIncident(
  deps: ResolveDeps,
  by: Doer,
  request: Parameters<LifecycleUseCases['resolveIncident']>[1],
): Promise<Change & { readonly firing: readonly string[] }> {
  const cause = readAnswer(request.cause, 'cause');
  const fix = readAnswer(request.fix, 'fix');
  const confirmed = confirmedBy(deps, cause, request.origin);
  const change = await changeIncident(deps, by, request, async (tx, incident, { actor, now }) => {
    if (confirmed !== undefined) await tx.cases.confirm(incident.id, confirmed);
    const told = [
      ...(cause ? [`Cause: ${stopped(cause)}`] : []),
      ...(fix ? [`Fixed by: ${stopped(fix)}`] : []),
    ];
    const confirmedCause = cause ?? incident.confirmedCause;
    const details = { cause, fix };
    if (incident.status === 'resolved') {
      if (cause === null || cause === incident.confirmedCause) return null;
      return {
        incident: { ...incident, confirmedCause },
        kind: 'cause.confirmed',
        text: told.join(' '),
        isSaid: true,
        details,
      } satisfies PersonsChange;
    }
    const firing = await namesFiring(tx, incident.id);
    const resolved = transition(incident, 'resolve', actor, now);
    await endLooseEnds(deps, tx, incident, actor);
    await draftIfSevere(tx, resolved, deps.settings.postmortemFrom);
    return {
      incident: { ...resolved, confirmedCause },
      kind: 'incident.resolved',
      text: [
        `Resolved ${request.where ?? 'by hand'}.`,
        ...told,
        ...(firing.length === 0 ? [] : [stillFiring(firing)]),
      ].join(' '),
      isSaid: true,
      details: { ...details, firing },
    } satisfies PersonsChange;
  });
  const firing = await deps.store.transaction((tx) => namesFiring(tx, request.incidentId));
  return { ...change, firing };
}

/** What analyses can be held against: null when nothing in what was told can be, undefined when nothing was told. */
function confirmedBy(
  { catalog }: ResolveDeps,
  cause: string | null,
  origin: CauseOrigin | null | undefined,
): ConfirmedCause | null | undefined {
  if (origin) return { ...origin, told: 'chosen' };
  if (origin === null || cause === null) return cause === null ? undefined : null;
  const names = catalog()
    .list()
    .map(({ name }) => name);
  const service = serviceNamedIn(cause, names);
  return service === null ? null : { service, investigationId: null, told: 'named' };
}

function readAnswer(raw: string | null, what: 'cause' | 'fix'): string | null {
  const text = raw?.trim() ?? '';
  if (text === '') return null;
  if (text.length > MAX_ANSWER)
    throw new UserInputError(
      `The ${what} is ${text.length} characters long; ${MAX_ANSWER} fit. Put the details into the thread.`,
    );
  return text;
}

const stopped = (text: string) => (/[.!?…]$/.test(text) ? text : `${text}.`);
