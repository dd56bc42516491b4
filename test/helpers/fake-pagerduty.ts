/**
 * A local PagerDuty: the part of the REST API that Firewatch uses, as strict as the vendor's about authentication, the
 * `From` header, paging and deduplication keys. Failures are queued by the test. Webhooks are not sent.
 */
import type { ServerResponse } from 'node:http';
import { askResponders, type FakeResponderRequest } from './pagerduty-responders.js';
import { sendAnswer, startHttpStub, type HttpStub, type StubAnswer, type StubRequest } from './http-stub.js';

export interface FakeIncident {
  readonly id: string;
  readonly title: string;
  readonly urgency: string;
  readonly incidentKey: string | null;
  readonly serviceId: string;
  readonly details: string;
  readonly notes: { readonly content: string }[];
  status: 'triggered' | 'acknowledged' | 'resolved';
  /** Ids of users; at first those of level 1. */
  assignees: readonly string[];
  /** Others who were asked to help. */
  readonly requests: FakeResponderRequest[];
}

export interface FakeOnCall {
  readonly policyId: string;
  readonly level: number;
  readonly user: { readonly id: string; readonly name: string; readonly email: string };
}

export interface FakePagerDuty extends Omit<HttpStub, 'requests'> {
  readonly requests: readonly StubRequest[];
  /** All incidents, in the order of their creation; tests may change their status. */
  readonly incidents: readonly FakeIncident[];
  /** The next request is answered like this instead; several queue up. */
  failNext(...answers: readonly StubAnswer[]): void;
  /** The next write is answered like this instead; `isTaken`: after it took effect. */
  failNextWrite(answer: StubAnswer, options?: { readonly isTaken: boolean }): void;
}

const MAX_LIMIT = 100;
const MAX_ROWS = 10_000;

export async function startFakePagerDuty(options: {
  token: string;
  /** E-mail addresses of the account's users; a write must come from one of them. */
  users: readonly string[];
  /** Escalation policy by service. */
  services: Readonly<Record<string, string | null>>;
  onCalls?: readonly FakeOnCall[];
  /** Whether its plan has responder requests. Yes unless told. */
  hasResponders?: boolean;
  /** Rows per page at most, to make paging happen with few rows. */
  pageSize?: number;
}): Promise<FakePagerDuty> {
  const incidents: FakeIncident[] = [];
  const failures: StubAnswer[] = [];
  const writeFailures: { readonly answer: StubAnswer; readonly isTaken: boolean }[] = [];
  const { onCalls = [], hasResponders = true } = options;
  const users = [
    ...options.users.map((email, index) => ({ id: `PUSER${index + 1}`, name: email, email })),
    ...onCalls.map(({ user }) => user),
  ];

  function handle(request: StubRequest, response: ServerResponse): undefined {
    const write = request.method === 'GET' ? undefined : writeFailures.shift();
    if (write?.isTaken) answer(request);
    sendAnswer(response, write?.answer ?? failures.shift() ?? answer(request));
  }

  function answer(request: StubRequest): StubAnswer {
    if (request.headers.authorization !== `Token token=${options.token}`) {
      return { status: 401, body: { error: { message: 'Authentication failed', code: 2006 } } };
    }
    const isWrite = request.method !== 'GET';
    if (isWrite && !options.users.includes(String(request.headers.from))) {
      return refuse('Invalid Input Provided', 'Requester User Not Found');
    }
    const [, collection, id, part] = request.path.split('/');
    if (collection === 'services' && id) return getService(id);
    if (collection === 'services')
      return page(request, 'services', Object.keys(options.services).map(asReference));
    if (collection === 'users') return listUsers(request);
    if (collection === 'oncalls') return listOnCalls(request);
    if (collection !== 'incidents') return notFound();
    if (!id) return isWrite ? createIncident(request) : listIncidents(request);
    const incident = incidents.find((candidate) => candidate.id === id);
    if (!incident) return notFound();
    if (part === 'responder_requests' && isWrite)
      return askResponders(request, incident, {
        isOffered: hasResponders,
        isUser: (wanted) => users.some((user) => user.id === wanted),
        peopleOf: (policyId) =>
          Object.values(options.services).includes(policyId)
            ? onCalls.filter((row) => row.policyId === policyId && row.level === 1).map(({ user }) => user)
            : undefined,
      });
    if (part === 'notes') return isWrite ? addNote(incident, request) : { body: { notes: incident.notes } };
    return isWrite ? updateIncident(incident, request) : { body: { incident: present(incident) } };
  }

  function addNote(incident: FakeIncident, request: StubRequest): StubAnswer {
    const { note } = JSON.parse(request.body) as { note: { content: string } };
    incident.notes.push(note);
    return { status: 200, body: { note } };
  }

  /** By a part of the name or the address. */
  function listUsers(request: StubRequest): StubAnswer {
    const query = (request.query.get('query') ?? '').toLowerCase();
    return page(
      request,
      'users',
      users.filter(({ email }) => email.toLowerCase().includes(query)),
    );
  }

  function getService(id: string): StubAnswer {
    const policy = options.services[id];
    if (policy === undefined) return notFound();
    return { body: { service: { id, escalation_policy: policy === null ? null : asReference(policy) } } };
  }

  function listOnCalls(request: StubRequest): StubAnswer {
    const policies = request.query.getAll('escalation_policy_ids[]');
    const isWithUsers = request.query.getAll('include[]').includes('users');
    const rows = onCalls
      .filter((row) => policies.length === 0 || policies.includes(row.policyId))
      .map(({ policyId, level, user }) => ({
        escalation_policy: asReference(policyId),
        escalation_level: level,
        user: isWithUsers ? user : { id: user.id, type: 'user_reference', summary: user.name },
      }));
    return page(request, 'oncalls', rows);
  }

  function listIncidents(request: StubRequest): StubAnswer {
    const key = request.query.get('incident_key');
    const statuses = request.query.getAll('statuses[]');
    const services = request.query.getAll('service_ids[]');
    const rows = incidents
      .filter((incident) => key === null || incident.incidentKey === key)
      .filter((incident) => statuses.length === 0 || statuses.includes(incident.status))
      .filter((incident) => services.length === 0 || services.includes(incident.serviceId));
    return page(request, 'incidents', rows.map(present));
  }

  function createIncident(request: StubRequest): StubAnswer {
    const { incident } = JSON.parse(request.body) as { incident: Record<string, unknown> };
    const { id: serviceId } = incident.service as { id: string };
    if (!(serviceId in options.services)) return refuse('Invalid Input Provided', 'Service Not Found');
    const incidentKey = typeof incident.incident_key === 'string' ? incident.incident_key : null;
    const isOpen = (other: FakeIncident) => other.status !== 'resolved' && other.serviceId === serviceId;
    if (
      incidentKey !== null &&
      incidents.some((other) => isOpen(other) && other.incidentKey === incidentKey)
    ) {
      return refuse(
        'Arguments Caused Error',
        'Open incident with matching dedup key already exists on this service',
      );
    }
    const created: FakeIncident = {
      id: `PD${incidents.length + 1}`,
      title: String(incident.title),
      urgency: String(incident.urgency),
      incidentKey,
      serviceId,
      details: String((incident.body as { details?: string } | undefined)?.details),
      notes: [],
      status: 'triggered',
      assignees: assigneesAt(serviceId, 1),
      requests: [],
    };
    incidents.push(created);
    return { status: 201, body: { incident: present(created) } };
  }

  function updateIncident(incident: FakeIncident, request: StubRequest): StubAnswer {
    if (incident.status === 'resolved') return refuse('Arguments Caused Error', 'Incident Already Resolved');
    const { incident: wanted } = JSON.parse(request.body) as {
      incident: { status?: FakeIncident['status']; escalation_level?: number };
    };
    if (wanted.escalation_level !== undefined) {
      const assignees = assigneesAt(incident.serviceId, wanted.escalation_level);
      if (assignees.length === 0) return refuse('Invalid Input Provided', 'Escalation level is invalid');
      incident.assignees = assignees;
      // Whoever is asked next has not taken it yet.
      incident.status = 'triggered';
    }
    if (wanted.status !== undefined) incident.status = wanted.status;
    return { body: { incident: present(incident) } };
  }

  function assigneesAt(serviceId: string, level: number): readonly string[] {
    const policy = options.services[serviceId];
    return onCalls.filter((row) => row.policyId === policy && row.level === level).map(({ user }) => user.id);
  }

  function present(incident: FakeIncident): object {
    const policy = options.services[incident.serviceId];
    return {
      id: incident.id,
      type: 'incident',
      title: incident.title,
      status: incident.status,
      urgency: incident.urgency,
      incident_key: incident.incidentKey,
      service: asReference(incident.serviceId),
      escalation_policy: policy == null ? null : asReference(policy),
      ...(hasResponders && {
        incidents_responders: incident.requests.flatMap(({ responder_request_targets: targets }) =>
          targets.flatMap((target) => target.responder_request_target.incidents_responders),
        ),
        responder_requests: incident.requests,
      }),
      assignments:
        incident.status === 'resolved' ? [] : incident.assignees.map((id) => ({ assignee: asReference(id) })),
    };
  }

  function page(request: StubRequest, key: string, rows: readonly unknown[]): StubAnswer {
    const limit = Number(request.query.get('limit') ?? 25);
    const offset = Number(request.query.get('offset') ?? 0);
    if (limit > MAX_LIMIT || limit + offset > MAX_ROWS)
      return refuse('Invalid Input Provided', 'Limit too high');
    const size = Math.min(limit, options.pageSize ?? MAX_LIMIT);
    const more = rows.length > offset + size;
    return { body: { [key]: rows.slice(offset, offset + size), limit: size, offset, more, total: null } };
  }

  const stub = await startHttpStub(handle);
  return {
    ...stub,
    incidents,
    failNextWrite: (instead, { isTaken } = { isTaken: false }) => {
      writeFailures.push({ answer: instead, isTaken });
    },
    failNext: (...answers) => {
      failures.push(...answers);
    },
  };
}

function asReference(id: string): object {
  return { id, type: 'reference', summary: id };
}

function refuse(message: string, error: string): StubAnswer {
  return { status: 400, body: { error: { message, code: 2001, errors: [error] } } };
}

function notFound(): StubAnswer {
  return { status: 404, body: { error: { message: 'Not Found', code: 2100 } } };
}
