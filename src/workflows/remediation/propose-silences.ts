/**
 * A person who lets an incident sleep may want its alerts quiet at Alertmanager too. That hides them from everybody, so each
 * silence is a proposal like any other: planned with what it would hide, and made once somebody approves it.
 */
import { serviceOfAlert, type StoredAlert } from '../../incidents/alert.js';
import { kindOf } from '../../incidents/grouping/candidate.js';
import type { IncidentId } from '../../shared/ids.js';
import { actorOf, type Person } from '../use-cases/person.js';
import type { SilencesAnswer } from '../use-cases/remediation.js';
import { announceProposal } from './announce-proposal.js';
import { contractFor, WITHOUT_RUNBOOK } from './contract.js';
import { planUnderTerms, type PlannedWithTerms } from './plan-under-terms.js';
import type { RemediationDeps } from './remediation-deps.js';

/** As `create_silence` takes them; a longer sleep gets the longest. */
const LENGTHS = [
  ['30m', 1_800],
  ['1h', 3_600],
  ['2h', 7_200],
  ['4h', 14_400],
] as const;
type Length = (typeof LENGTHS)[number][0];
/** Each is a card of its own; more alerts than this have one cause, which is better silenced by hand. */
const MAX_SILENCES = 3;

interface Wanted {
  readonly alert: string;
  readonly service: string;
}

export async function proposeSilences(
  deps: RemediationDeps,
  by: Person,
  { incidentId, seconds }: { readonly incidentId: IncidentId; readonly seconds: number },
): Promise<SilencesAnswer> {
  const length = LENGTHS.find(([, lasts]) => lasts >= seconds)?.[0] ?? '4h';
  const alerts = await deps.store.transaction((tx) => tx.alerts.ofIncident(incidentId));
  const wanted = firingAt(alerts);
  let proposed = 0;
  const problems: string[] = [];
  for (const one of wanted.slice(0, MAX_SILENCES)) {
    const planned = await planUnderTerms(deps, {
      action: 'create_silence',
      arguments: { ...one, duration: length },
      service: one.service,
      what: 'silence',
      unfit: 'cannot_check',
    });
    const problem =
      'isAllowed' in planned ? planned.reason : await propose(deps, by, { incidentId, one, length, planned });
    if (problem === undefined) proposed += 1;
    else problems.push(problem);
  }
  return { proposed, length, problems, left: Math.max(0, wanted.length - MAX_SILENCES) };
}

/** What fires of Alertmanager's; it can tell an alert from others by its name and service, and by nothing less. */
function firingAt(alerts: readonly StoredAlert[]): readonly Wanted[] {
  const found = new Map<string, Wanted>();
  for (const { source, status, name, labels } of alerts) {
    const service = serviceOfAlert(labels);
    if (source !== 'alertmanager' || status !== 'firing' || service === null) continue;
    found.set(kindOf({ name, service }), { alert: name, service });
  }
  return [...found.values()];
}

/** Undefined when it is there now. */
async function propose(
  deps: RemediationDeps,
  by: Person,
  what: {
    readonly incidentId: IncidentId;
    readonly one: Wanted;
    readonly length: Length;
    readonly planned: PlannedWithTerms;
  },
): Promise<string | undefined> {
  const { incidentId, one, length } = what;
  const { action, terms, environment, ...planned } = what.planned;
  return deps.store.transaction(async (tx) => {
    const incident = await tx.incidents.lock(incidentId);
    if (!incident || incident.status === 'resolved') return 'The incident is resolved.';
    const frame = {
      incidentId,
      title: `Silence ${one.alert} of ${one.service} for ${length}`,
      rationale: 'The incident was put to sleep, and its alerts are to be quiet at Alertmanager as well.',
      ...WITHOUT_RUNBOOK,
      action,
      proposedBy: actorOf(by),
    };
    const { proposal, isNew } = await tx.proposals.create(
      contractFor(frame, planned, { terms, environment }),
    );
    if (isNew) await announceProposal(deps, tx, proposal);
    else await tx.notifier.touch({ kind: 'proposal', incidentId, subjectId: proposal.id });
    return undefined;
  });
}
