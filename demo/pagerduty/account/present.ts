/** The account's things in PagerDuty's JSON. */
import type { Account } from './account.js';
import type { Agent, Incident, LogEntry, Note, Responder, ResponderRequest, User } from './model.js';

export type Json = Record<string, unknown>;
export type Present = ReturnType<typeof createPresent>;

/** `site` is where the account's pages are, `api` where its API is; both without a slash at the end. */
export function createPresent({
  account,
  site,
  api,
}: {
  account: Account;
  site: () => string;
  api: () => string;
}) {
  const reference = (type: string, collection: string, id: string, summary: string): Json => ({
    id,
    type: `${type}_reference`,
    summary,
    self: `${api()}/${collection}/${id}`,
    html_url: `${site()}/${collection}/${id}`,
  });
  const userReference = (user: User) => reference('user', 'users', user.id, user.name);
  const policyReference = (id: string) =>
    reference('escalation_policy', 'escalation_policies', id, account.policy(id)?.name ?? id);
  const incidentReference = (incident: Incident) =>
    reference('incident', 'incidents', incident.id, incident.title);

  function agentReference(agent: Agent): Json {
    if (agent.kind === 'user') return userReference(agent.user);
    return reference('service', 'services', agent.service.id, agent.service.name);
  }

  const responder = ({ state, user }: Responder, message: string): Json => ({
    state,
    user: userReference(user),
    message,
  });

  const request = ({ message, requesterId, targets }: ResponderRequest): Json => ({
    message,
    requester: { id: requesterId, type: 'user_reference' },
    responder_request_targets: targets.map(({ kind, id, responders }) => ({
      responder_request_target: {
        type: kind,
        id,
        incidents_responders: responders.map((one) => responder(one, message)),
      },
    })),
  });

  const priority = (of: Incident['priority']): Json | null =>
    of === null
      ? null
      : { ...reference('priority', 'priorities', of.id, of.name), type: 'priority', name: of.name };

  return {
    reference,
    userReference,
    policyReference,
    incidentReference,
    agentReference,
    responder,
    request,
    priority,
    user: (user: User): Json => ({
      ...userReference(user),
      type: 'user',
      name: user.name,
      email: user.email,
    }),

    incident: (incident: Incident): Json => ({
      ...incidentReference(incident),
      type: 'incident',
      summary: `[#${incident.number}] ${incident.title}`,
      incident_number: incident.number,
      title: incident.title,
      description: incident.title,
      status: incident.status,
      urgency: incident.urgency,
      incident_key: incident.key,
      created_at: incident.createdAt.toISOString(),
      updated_at: incident.updatedAt.toISOString(),
      resolved_at: incident.resolvedAt?.toISOString() ?? null,
      service: reference('service', 'services', incident.service.id, incident.service.name),
      escalation_policy:
        incident.service.policyId === null ? null : policyReference(incident.service.policyId),
      priority: priority(incident.priority),
      assignments: incident.assignees.map((user) => ({
        at: incident.lastChange.at.toISOString(),
        assignee: userReference(user),
      })),
      assigned_via: 'escalation_policy',
      acknowledgements: incident.acknowledgements.map(({ at, by }) => ({
        at: at.toISOString(),
        acknowledger: userReference(by),
      })),
      last_status_change_at: incident.lastChange.at.toISOString(),
      last_status_change_by: agentReference(incident.lastChange.by),
      teams: [],
      ...(account.hasResponders && {
        incidents_responders: incident.requests.flatMap(({ message, targets }) =>
          targets.flatMap(({ responders }) => responders.map((one) => responder(one, message))),
        ),
        responder_requests: incident.requests.map(request),
      }),
    }),

    note: ({ id, content, by, at }: Note): Json => ({
      id,
      content,
      user: userReference(by),
      created_at: at.toISOString(),
      channel: { summary: 'The PagerDuty website or APIs' },
    }),

    logEntry: ({ id, type, at, agent, summary }: LogEntry, incident: Incident): Json => ({
      id,
      type,
      summary,
      created_at: at.toISOString(),
      agent: agentReference(agent),
      incident: incidentReference(incident),
    }),
  };
}
