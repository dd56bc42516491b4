/** Asks others to help with an incident. Of an escalation policy those of its first level are asked. */
import type { Account } from '../account/account.js';
import type { Incidents } from '../account/incidents.js';
import type { Agent, Incident, ResponderRequest, User } from '../account/model.js';
import type { Json, Present } from '../account/present.js';
import { Refusal } from '../account/refusal.js';
import { isObject } from './request.js';

export function askResponders(
  { account, incidents, present }: { account: Account; incidents: Incidents; present: Present },
  incident: Incident,
  body: Json,
  by: Agent,
): Json {
  if (!account.hasResponders)
    throw new Refusal(402, 2014, 'Account does not have the abilities to perform the action');
  const { requester_id: requesterId, message, responder_request_targets: targets } = body;
  if (incident.status === 'resolved') throw new Refusal(400, 1001, 'Incident Already Resolved');
  if (typeof requesterId !== 'string' || !account.user(requesterId))
    throw new Refusal(400, 1008, 'Requester User Not Found');
  if (typeof message !== 'string' || !Array.isArray(targets) || targets.length === 0)
    throw new Refusal(400, 2001, 'Invalid Input Provided');
  const request: ResponderRequest = {
    message,
    requesterId,
    targets: (targets as readonly unknown[]).map((target) => readTarget(account, target)),
  };
  incidents.askResponders(incident, request, by);
  return { responder_request: present.request(request) };
}

function readTarget(account: Account, value: unknown): ResponderRequest['targets'][number] {
  const target = isObject(value) ? value['responder_request_target'] : undefined;
  const { id, type } = isObject(target) ? target : {};
  const people = typeof id === 'string' ? peopleOf(account, id, type) : undefined;
  if (typeof id !== 'string' || !people) throw new Refusal(400, 2001, 'Responder Request Target Not Found');
  return {
    kind: type === 'user_reference' ? 'user' : 'escalation_policy',
    id,
    responders: people.map((user) => ({ state: 'pending', user })),
  };
}

function peopleOf(account: Account, id: string, type: unknown): readonly User[] | undefined {
  if (type === 'user_reference') {
    const user = account.user(id);
    return user && [user];
  }
  return account.policy(id)?.levels[0]?.flatMap((userId) => account.user(userId) ?? []);
}
