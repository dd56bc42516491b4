/** The body of a webhook, version 3, and its signature. */
import { createHmac } from 'node:crypto';
import type { IncidentEvent } from '../account/model.js';
import type { Json, Present } from '../account/present.js';

export function webhookBody(present: Present, id: string, event: IncidentEvent): Json {
  const { type, incident, agent, at } = event;
  return {
    event: {
      id,
      event_type: type,
      resource_type: 'incident',
      occurred_at: at.toISOString(),
      agent: present.agentReference(agent),
      client: null,
      data: dataOf(present, event, incident),
    },
  };
}

function dataOf(
  present: Present,
  { note, responder }: IncidentEvent,
  incident: IncidentEvent['incident'],
): Json {
  const reference = present.incidentReference(incident);
  if (note)
    return { incident: reference, id: note.id, content: note.content, trimmed: false, type: 'incident_note' };
  if (responder)
    return {
      incident: reference,
      ...present.responder(responder.responder, responder.message),
      type: 'incident_responder',
    };
  const { policyId, id, name } = incident.service;
  return {
    ...reference,
    type: 'incident',
    number: incident.number,
    status: incident.status,
    incident_key: incident.key,
    created_at: incident.createdAt.toISOString(),
    title: incident.title,
    service: present.reference('service', 'services', id, name),
    assignees: incident.assignees.map(present.userReference),
    escalation_policy: policyId === null ? null : present.policyReference(policyId),
    teams: [],
    priority: present.priority(incident.priority),
    urgency: incident.urgency,
    conference_bridge: null,
    resolve_reason: null,
  };
}

/** One signature for each secret, so that a secret can be changed without a gap. */
export function signatureOf(secrets: readonly string[], body: string): string {
  return secrets.map((secret) => `v1=${createHmac('sha256', secret).update(body).digest('hex')}`).join(',');
}
