/** `/incidents`: list, create, read, change, notes, responder requests and log entries. */
import type { Account } from '../account/account.js';
import type { Incidents } from '../account/incidents.js';
import type { Agent, Incident, Priority, Service, User } from '../account/model.js';
import type { Json, Present } from '../account/present.js';
import { invalid, notFound, Refusal } from '../account/refusal.js';
import { askResponders } from './responder-requests.js';
import { created, idOf, isObject, ok, page, wrapped, type RestRequest, type Route } from './request.js';

/** What is listed when nobody says since when. */
const MONTH_MS = 30 * 86_400_000;
const MAX_TITLE = 1_024;
const MAX_KEY = 255;

export interface IncidentRoutesDeps {
  readonly account: Account;
  readonly incidents: Incidents;
  readonly present: Present;
  readonly now: () => Date;
  readonly maxRows?: number | undefined;
}

export function incidentRoutes(deps: IncidentRoutesDeps): Route {
  const { account, incidents, present, maxRows } = deps;
  const byUser = (request: RestRequest): Agent => ({ kind: 'user', user: requester(request) });

  return (request) => {
    const [, collection, id, part] = request.path.split('/');
    if (collection !== 'incidents') return undefined;
    const isWrite = request.method !== 'GET';
    if (!id) return isWrite ? create(request) : list(request);
    const incident = incidents.get(id);
    if (!incident) throw notFound();
    switch (part) {
      case undefined:
        if (isWrite) change(incident, request);
        return ok({ incident: present.incident(incident) });
      case 'notes':
        return isWrite
          ? ok({ note: addNote(incident, request) })
          : ok({ notes: incident.notes.map(present.note) });
      case 'log_entries': {
        const rows = incident.log.toReversed().map((entry) => present.logEntry(entry, incident));
        return page(request.query, 'log_entries', rows, maxRows);
      }
      case 'responder_requests':
        if (isWrite) return ok(askResponders(deps, incident, request.body, byUser(request)));
        return undefined;
      default:
        return undefined;
    }
  };

  function list({ query }: RestRequest) {
    const keep = readFilters(query, deps.now());
    const rows = incidents.all.filter(keep).map(present.incident);
    return page(query, 'incidents', rows, maxRows);
  }

  function create(request: RestRequest) {
    const wanted = wrapped(request.body, 'incident');
    const service = account.service(idOf(wanted['service']) ?? '');
    if (!service) throw invalid('Service Not Found');
    const { incident_key: key, urgency, body } = wanted;
    if (typeof key === 'string' && key.length > MAX_KEY) throw invalid('Incident key is too long');
    const details = isObject(body) && typeof body['details'] === 'string' ? body['details'] : '';
    const incident = incidents.create(
      {
        title: readTitle(wanted['title']),
        service,
        details,
        ...(typeof key === 'string' ? { key } : {}),
        urgency: urgency === 'low' ? 'low' : 'high',
        priority: readPriority(wanted['priority']),
      },
      byUser(request),
    );
    return created({ incident: present.incident(incident) });
  }

  /** Like PagerDuty, all of it or nothing: what is wrong is found before anything is changed. */
  function change(incident: Incident, request: RestRequest): void {
    const wanted = wrapped(request.body, 'incident');
    const by = byUser(request);
    const { status, escalation_level: level, assignments, urgency } = wanted;
    if (status !== undefined && status !== 'acknowledged' && status !== 'resolved')
      throw new Refusal(400, 1003, 'Invalid Status Provided', []);
    const title = wanted['title'] === undefined ? undefined : readTitle(wanted['title']);
    const priority = wanted['priority'] === undefined ? undefined : readPriority(wanted['priority']);
    const assignees = assignments === undefined ? undefined : readAssignees(assignments);
    if (typeof level === 'number') incidents.escalate(incident, level, by);
    if (assignees) incidents.reassign(incident, assignees, by);
    if (status === 'acknowledged') incidents.acknowledge(incident, by);
    if (status === 'resolved') incidents.resolve(incident, by);
    if (title !== undefined) incidents.setTitle(incident, title);
    if (urgency === 'high' || urgency === 'low') incidents.setUrgency(incident, urgency);
    if (priority !== undefined) incidents.setPriority(incident, priority, by);
  }

  function addNote(incident: Incident, request: RestRequest): Json {
    const { content } = wrapped(request.body, 'note');
    if (typeof content !== 'string' || content.trim() === '') throw invalid('Content cannot be empty');
    return present.note(incidents.addNote(incident, content, requester(request)));
  }

  function readPriority(value: unknown): Priority | null {
    if (value === undefined || value === null) return null;
    const priority = account.priority(idOf(value) ?? '');
    if (!priority) throw new Refusal(400, 1020, 'Invalid Priority', []);
    return priority;
  }

  function readAssignees(value: unknown): readonly User[] {
    const rows: readonly unknown[] = Array.isArray(value) ? value : [];
    return rows.map((row) => {
      const user = account.user(isObject(row) ? (idOf(row['assignee']) ?? '') : '');
      if (!user) throw new Refusal(400, 1007, 'Assigned To User Not Found', []);
      return user;
    });
  }
}

function requester({ from }: RestRequest): User {
  if (!from) throw new Refusal(400, 1008, 'Requester User Not Found', []);
  return from;
}

function readTitle(value: unknown): string {
  if (typeof value !== 'string' || value.trim() === '') throw invalid('Title cannot be blank');
  return value.slice(0, MAX_TITLE);
}

/** `since` and `until` are about when it was created; `date_range=all` sets both aside. */
function readFilters(query: URLSearchParams, now: Date): (incident: Incident) => boolean {
  const key = query.get('incident_key');
  const statuses = query.getAll('statuses[]');
  const services = query.getAll('service_ids[]');
  const isAll = query.get('date_range') === 'all';
  const until = readTime(query.get('until')) ?? now.getTime() + 1;
  const since = readTime(query.get('since')) ?? until - MONTH_MS;
  const isIn = (list: readonly string[], value: string) => list.length === 0 || list.includes(value);
  const isOf = (service: Service) => isIn(services, service.id);
  return (incident) =>
    (key === null || incident.key === key) &&
    isIn(statuses, incident.status) &&
    isOf(incident.service) &&
    (isAll || (incident.createdAt.getTime() >= since && incident.createdAt.getTime() <= until));
}

function readTime(text: string | null): number | undefined {
  if (text === null) return undefined;
  const time = Date.parse(text);
  if (Number.isNaN(time))
    throw new Refusal(400, 2004, "Invalid time values in 'since' and/or 'until' parameters", []);
  return time;
}
