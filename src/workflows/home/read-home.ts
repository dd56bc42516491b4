/** Reads everything one person's Home tab shows. */
import type { ModelRoute } from '../../agent/models/model-route.js';
import type { Incident } from '../../incidents/incident.js';
import { judgeDecider } from '../../remediation/policy/eligibility.js';
import type { Policy } from '../../remediation/policy/policy.js';
import type { PeopleDirectory } from '../../remediation/ports.js';
import { describeDecider } from '../remediation/describe-decider.js';
import type { Proposal } from '../../remediation/proposal.js';
import type { Clock } from '../../shared/clock.js';
import type { IncidentId } from '../../shared/ids.js';
import type { HoldDeps } from '../alerts/hold-back.js';
import { heldBackIn } from '../maintenance/read-held-back.js';
import type { ConnectionHealth, HomeView, PendingApproval } from './home-view.js';
import { readCommanders } from '../reading/read-commanders.js';
import type { Store, Transaction } from '../transaction.js';

/** More than that nobody reads on one page; what is left is counted. */
const QUEUE = 10;
const APPROVALS = 20;
const RESOLVED = 5;
const UPDATES = 5;
const ACTIVE = 200;
const ANALYSES = 10;
const HELD_BACK = 5;

export interface ReadHomeDeps extends HoldDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly people: PeopleDirectory;
  readonly policy: () => Policy;
  /** Address of a message in Slack; null while the workspace's own address is not known. */
  readonly linkTo: (place: { channel: string; ts: string; threadTs: string | null }) => string | null;
  /** How the outside systems have been doing, without the model: its analyses are stored. */
  readonly connections: () => readonly ConnectionHealth[];
  /** Null when none is configured. */
  readonly model: Pick<ModelRoute, 'models' | 'state'> | null;
}

export async function readHome(deps: ReadHomeDeps, slackUserId: string): Promise<HomeView> {
  const view = await readAllOf(deps, slackUserId);
  // Others are asked outside the transaction.
  const approvals: PendingApproval[] = [];
  for (const pending of view.approvals) {
    if (await mayDecide(deps, slackUserId, pending.proposal)) approvals.push(pending);
  }
  return { ...view, approvals };
}

async function mayDecide(deps: ReadHomeDeps, slackUserId: string, proposal: Proposal): Promise<boolean> {
  const decider = await describeDecider(deps, slackUserId, proposal.service);
  return judgeDecider(decider, proposal.terms?.approvers ?? [], 'decide').isAllowed;
}

/** With all decisions that wait, whoever may take them. */
async function readAllOf(deps: ReadHomeDeps, slackUserId: string): Promise<HomeView> {
  return deps.store.transaction(async (tx) => {
    const active = await tx.incidents.listActive(ACTIVE);
    const queue = active.slice(0, QUEUE);
    const myRoles = await readRoles(tx, slackUserId);
    const resolved = await readAll(tx, await tx.home.recentlyResolved(RESOLVED));
    const updatesDue = active
      .flatMap((incident) => (incident.updateDueAt ? [{ incident, dueAt: incident.updateDueAt }] : []))
      .toSorted((a, b) => a.dueAt.getTime() - b.dueAt.getTime())
      .slice(0, UPDATES);
    const shown = [...queue, ...resolved, ...myRoles.map(({ incident }) => incident)];
    return {
      queue,
      commanders: await readCommanders(
        tx,
        queue.map(({ id }) => id),
      ),
      activeCount: active.length < ACTIVE ? active.length : await tx.incidents.countActive(),
      myRoles,
      approvals: await readApprovals(deps, tx),
      updatesDue,
      recentlyResolved: resolved,
      threads: await readThreads(deps, tx, [...shown, ...updatesDue.map(({ incident }) => incident)]),
      heldBack: await heldBackIn(deps, tx, HELD_BACK),
      connections: [...deps.connections(), ...(await readModel(deps, tx))],
      now: deps.clock.now(),
    };
  });
}

async function readRoles(tx: Transaction, slackUserId: string): Promise<HomeView['myRoles']> {
  const roles = await tx.home.rolesOf(slackUserId);
  const incidents = new Map<IncidentId, Incident>();
  for (const incident of await readAll(
    tx,
    roles.map(({ incidentId }) => incidentId),
  ))
    incidents.set(incident.id, incident);
  return roles.flatMap(({ incidentId, role }) => {
    const incident = incidents.get(incidentId);
    return incident ? [{ incident, role }] : [];
  });
}

async function readApprovals(deps: ReadHomeDeps, tx: Transaction): Promise<readonly PendingApproval[]> {
  const approvals: PendingApproval[] = [];
  for (const id of await tx.home.pendingProposals(APPROVALS)) {
    const proposal = await tx.proposals.get(id);
    if (!proposal) continue;
    const incident = await tx.incidents.get(proposal.incidentId);
    if (!incident || incident.status === 'resolved') continue;
    const place = await tx.home.postedAt({ kind: 'proposal', incidentId: incident.id, subjectId: id });
    approvals.push({ incident, proposal, link: place ? deps.linkTo(place) : null });
  }
  return approvals;
}

async function readThreads(
  deps: ReadHomeDeps,
  tx: Transaction,
  incidents: readonly Incident[],
): Promise<ReadonlyMap<IncidentId, string>> {
  const threads = new Map<IncidentId, string>();
  for (const { id } of new Set(incidents)) {
    if (threads.has(id)) continue;
    const place = await tx.home.postedAt({ kind: 'incident_card', incidentId: id, subjectId: null });
    const link = place && deps.linkTo(place);
    if (link) threads.set(id, link);
  }
  return threads;
}

/** Investigations outlive a restart, so what is known about the model does too; what is left alone now comes first. */
async function readModel({ model }: ReadHomeDeps, tx: Transaction): Promise<readonly ConnectionHealth[]> {
  const unknown = { name: 'Model', lastSuccessAt: null, lastFailureAt: null, problem: null };
  if (!model) return [{ ...unknown, status: 'off' }];
  const analyses = await tx.home.analyses(ANALYSES);
  const good = analyses.find(({ by }) => by === 'model');
  const bad = analyses.find(({ by }) => by === 'rules');
  const [newest] = analyses;
  const known: ConnectionHealth = {
    ...unknown,
    status: newest === undefined ? 'unused' : newest.by === 'model' ? 'ok' : 'failing',
    lastSuccessAt: good?.finishedAt ?? null,
    lastFailureAt: bad?.finishedAt ?? null,
    problem: bad?.note ?? null,
  };
  const state = model.state();
  if (state.status === 'ok') return [known];
  const alone = `It keeps failing and is left alone until ${state.until.toISOString().slice(11, 16)} UTC; `;
  if (state.status === 'paused') {
    return [{ ...known, status: 'failing', problem: `${alone}rules answer meanwhile.` }];
  }
  const [preferred] = model.models;
  return [
    {
      ...unknown,
      name: `Model ${preferred.settings.model}`,
      status: 'failing',
      problem: `${alone}${state.asked} is asked instead.`,
    },
    known,
  ];
}

async function readAll(tx: Transaction, ids: readonly IncidentId[]): Promise<readonly Incident[]> {
  const incidents: Incident[] = [];
  for (const id of new Set(ids)) {
    const incident = await tx.incidents.get(id);
    if (incident) incidents.push(incident);
  }
  return incidents;
}
