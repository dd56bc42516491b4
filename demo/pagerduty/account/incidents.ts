/** The account's incidents and what may be done to them; every change is told to whoever listens. */
import type { Account } from './account.js';
import type { Agent, Incident, IncidentEvent, Note, Priority, Service, Status, User } from './model.js';
import { invalid, Refusal, refusedArguments } from './refusal.js';

export interface NewIncident {
  readonly title: string;
  readonly service: Service;
  readonly key?: string;
  readonly urgency?: 'high' | 'low';
  readonly details?: string;
  readonly priority?: Priority | null;
}

export type Incidents = ReturnType<typeof createIncidents>;

export function createIncidents({ account, now }: { account: Account; now: () => Date }) {
  const all: Incident[] = [];
  const listeners: ((event: IncidentEvent) => void)[] = [];
  let lastId = 0;
  /** Ids look like PagerDuty's and sort by age. */
  const newId = (prefix: string) => `${prefix}${String((lastId += 1)).padStart(5, '0')}`;

  function tell(
    incident: Incident,
    name: string,
    agent: Agent,
    more: Partial<Pick<IncidentEvent, 'note' | 'responder'>> & { summary?: string } = {},
  ): void {
    const at = now();
    const { summary = name, ...rest } = more;
    incident.updatedAt = at;
    incident.log.push({ id: newId('R'), type: `${LOG_TYPES[name] ?? name}_log_entry`, at, agent, summary });
    const event = { type: `incident.${name}`, incident, agent, at, ...rest };
    for (const listener of listeners) listener(event);
  }

  function moveTo(incident: Incident, status: Status, by: Agent): void {
    incident.status = status;
    incident.lastChange = { at: now(), by };
  }

  const findOpen = (service: Service, key: string) =>
    all.find((one) => one.status !== 'resolved' && one.service === service && one.key === key);

  return {
    all: all as readonly Incident[],
    findOpen,
    get: (id: string) => all.find((incident) => incident.id === id),
    onEvent: (listener: (event: IncidentEvent) => void) => void listeners.push(listener),

    create(wanted: NewIncident, by: Agent): Incident {
      const { service } = wanted;
      const at = now();
      if (wanted.key !== undefined && findOpen(service, wanted.key))
        throw refusedArguments('Open incident with matching dedup key already exists on this service');
      const number = all.length + 1;
      const incident: Incident = {
        id: `PD${number}`,
        number,
        service,
        key: wanted.key ?? newId('key-'),
        details: wanted.details ?? '',
        createdAt: at,
        title: wanted.title,
        urgency: wanted.urgency ?? 'high',
        status: 'triggered',
        priority: wanted.priority ?? null,
        level: 1,
        assignees: account.atLevel(service, 1),
        acknowledgements: [],
        lastChange: { at, by },
        updatedAt: at,
        resolvedAt: null,
        notes: [],
        requests: [],
        log: [],
      };
      all.push(incident);
      tell(incident, 'triggered', by);
      return incident;
    },

    acknowledge(incident: Incident, by: Agent): void {
      refuseResolved(incident);
      if (by.kind === 'user') {
        const others = incident.acknowledgements.filter((one) => one.by !== by.user);
        incident.acknowledgements = [...others, { at: now(), by: by.user }];
      }
      if (incident.status === 'acknowledged') return;
      moveTo(incident, 'acknowledged', by);
      tell(incident, 'acknowledged', by);
    },

    /** By its timer, or by somebody who takes the acknowledgement back on the page. */
    unacknowledge(incident: Incident, by: Agent): void {
      if (incident.status !== 'acknowledged')
        throw new Refusal(400, 1012, 'Incident is not Acknowledged', []);
      incident.acknowledgements = [];
      moveTo(incident, 'triggered', by);
      tell(incident, 'unacknowledged', by);
    },

    resolve(incident: Incident, by: Agent): void {
      refuseResolved(incident);
      incident.acknowledgements = [];
      incident.assignees = [];
      incident.resolvedAt = now();
      moveTo(incident, 'resolved', by);
      tell(incident, 'resolved', by);
    },

    reopen(incident: Incident, by: Agent): void {
      if (incident.status !== 'resolved') throw refusedArguments('Incident is not resolved');
      incident.resolvedAt = null;
      incident.assignees = account.atLevel(incident.service, 1);
      moveTo(incident, 'triggered', by);
      tell(incident, 'reopened', by);
    },

    setPriority(incident: Incident, priority: Priority | null, by: Agent): void {
      if (incident.priority === priority) return;
      incident.priority = priority;
      tell(incident, 'priority_updated', by);
    },

    /** PagerDuty has no webhook for these two. */
    setTitle(incident: Incident, title: string): void {
      incident.title = title;
      incident.updatedAt = now();
    },
    setUrgency(incident: Incident, urgency: 'high' | 'low'): void {
      incident.urgency = urgency;
      incident.updatedAt = now();
    },

    /** Whoever is asked next has not taken it yet: an acknowledgement ends. */
    escalate(incident: Incident, level: number, by: Agent): void {
      refuseResolved(incident);
      const assignees = account.atLevel(incident.service, level);
      if (assignees.length === 0) throw invalid('Escalation level is invalid');
      Object.assign(incident, { level, assignees, acknowledgements: [] });
      moveTo(incident, 'triggered', by);
      tell(incident, 'escalated', by);
    },

    reassign(incident: Incident, assignees: readonly User[], by: Agent): void {
      refuseResolved(incident);
      Object.assign(incident, { assignees, acknowledgements: [] });
      moveTo(incident, 'triggered', by);
      tell(incident, 'reassigned', by);
    },

    addNote(incident: Incident, content: string, by: User): Note {
      const note = { id: newId('N'), content, by, at: now() };
      incident.notes.push(note);
      tell(incident, 'annotated', { kind: 'user', user: by }, { note, summary: content });
      return note;
    },

    askResponders(incident: Incident, request: Incident['requests'][number], by: Agent): void {
      refuseResolved(incident);
      incident.requests.push(request);
      for (const responder of request.targets.flatMap(({ responders }) => responders))
        tell(incident, 'responder.added', by, { responder: { responder, message: request.message } });
    },

    answerRequest(incident: Incident, user: User, state: 'joined' | 'declined'): void {
      for (const { message, targets } of incident.requests) {
        for (const responder of targets.flatMap(({ responders }) => responders)) {
          if (responder.user !== user || responder.state !== 'pending') continue;
          responder.state = state;
          tell(incident, 'responder.replied', { kind: 'user', user }, { responder: { responder, message } });
        }
      }
    },
  };
}

/** Log entries have names of their own. */
const LOG_TYPES: Readonly<Record<string, string>> = {
  triggered: 'trigger',
  acknowledged: 'acknowledge',
  unacknowledged: 'unacknowledge',
  resolved: 'resolve',
  reopened: 'reopen',
  escalated: 'escalate',
  reassigned: 'assign',
  annotated: 'annotate',
  priority_updated: 'priority_change',
};

function refuseResolved(incident: Incident): void {
  if (incident.status === 'resolved')
    throw new Refusal(400, 1001, 'Incident Already Resolved', ['Incident Already Resolved']);
}
