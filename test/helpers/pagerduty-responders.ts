/** Responder requests of the local PagerDuty: who is asked, and what they answer. */
import type { StubAnswer, StubRequest } from './http-stub.js';

export interface FakeResponder {
  state: 'pending' | 'joined' | 'declined';
  readonly user: { readonly id: string; readonly type: 'user_reference'; readonly summary: string };
}

export interface FakeResponderRequest {
  readonly message: string;
  readonly requester: { readonly id: string };
  readonly responder_request_targets: readonly {
    readonly responder_request_target: {
      readonly type: 'user' | 'escalation_policy';
      readonly id: string;
      readonly incidents_responders: readonly FakeResponder[];
    };
  }[];
}

interface Wanted {
  readonly requester_id?: string;
  readonly message?: string;
  readonly responder_request_targets?: readonly {
    readonly responder_request_target: { readonly id: string; readonly type: string };
  }[];
}

/** Of an escalation policy those of its first level are asked. */
export function askResponders(
  request: StubRequest,
  incident: { readonly status: string; readonly requests: FakeResponderRequest[] },
  {
    isOffered,
    isUser,
    peopleOf,
  }: {
    readonly isOffered: boolean;
    isUser(id: string): boolean;
    /** Undefined when there is no such policy. */
    peopleOf(policyId: string): readonly { readonly id: string; readonly name: string }[] | undefined;
  },
): StubAnswer {
  if (!isOffered) return refuse(402, 'Account does not have the abilities to perform the action');
  const {
    requester_id: requester,
    message,
    responder_request_targets: targets,
  } = JSON.parse(request.body) as Wanted;
  if (incident.status === 'resolved') return refuse(400, 'Incident Already Resolved');
  if (!requester || !isUser(requester)) return refuse(400, 'Requester User Not Found');
  if (message === undefined || !targets?.length) return refuse(400, 'Invalid Input Provided');
  const asked = targets.map(({ responder_request_target: { id, type } }) => ({
    id,
    people: type === 'escalation_policy_reference' ? peopleOf(id) : undefined,
  }));
  if (asked.some(({ people }) => !people)) return refuse(400, 'Responder Request Target Not Found');
  const made: FakeResponderRequest = {
    message,
    requester: { id: requester },
    responder_request_targets: asked.map(({ id, people = [] }) => ({
      responder_request_target: {
        type: 'escalation_policy',
        id,
        incidents_responders: people.map((user) => ({
          state: 'pending',
          user: { id: user.id, type: 'user_reference', summary: user.name },
        })),
      },
    })),
  };
  incident.requests.push(made);
  return { body: { responder_request: made } };
}

function refuse(status: number, message: string): StubAnswer {
  return { status, body: { error: { message, code: 2001 } } };
}
