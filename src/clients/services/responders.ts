/** People of another service who are asked in PagerDuty to help with an incident. */
import { z } from 'zod';
import { UserInputError } from '../../shared/errors.js';
import type { ActionPaging, Help, HelpBetween } from '../../../tools/actions/ports/paging.js';
import type { PagerDutyRest } from '../pagerduty-rest.js';
import { askOnce } from './ask-once.js';

/** Names of people on call by their id, for each level that has somebody, the first one first. */
export type Levels = readonly (readonly [level: number, people: ReadonlyMap<string, string>])[];

const Responder = z.object({
  /** `pending` until somebody answers. */
  state: z.string(),
  user: z.object({ id: z.string(), summary: z.string().nullish() }),
});

const ResponderRequest = z.object({
  message: z.string().nullish(),
  responder_request_targets: z
    .array(
      z.object({
        responder_request_target: z.object({
          id: z.string(),
          incidents_responders: z.array(Responder).nullish(),
        }),
      }),
    )
    .nullish(),
});

/** Left out for accounts that cannot ask for responders. */
const IncidentAnswer = z.object({
  incident: z.object({ responder_requests: z.array(ResponderRequest).nullish() }),
});
const ServiceAnswer = z.object({
  service: z.object({ escalation_policy: z.object({ id: z.string() }).nullish() }),
});
const User = z.object({ id: z.string(), email: z.string().nullish() });

/** The website and the API do not call it the same. */
const YES = new Set(['joined', 'accepted']);

export function createResponders({
  rest,
  fromEmail,
  findOpen,
  serviceIdOf,
  readLevels,
}: {
  readonly rest: PagerDutyRest;
  readonly fromEmail: string;
  findOpen(service: string, incidentId: string, signal: AbortSignal): Promise<{ readonly id: string }>;
  serviceIdOf(service: string): string;
  readLevels(policy: string, signal: AbortSignal): Promise<Levels>;
}): Pick<ActionPaging, 'findHelp' | 'requestHelp'> {
  async function findPolicy(service: string, signal: AbortSignal): Promise<string> {
    const path = `/services/${encodeURIComponent(serviceIdOf(service))}`;
    const { service: found } = await rest.call({ method: 'GET', path, signal }, ServiceAnswer);
    if (found.escalation_policy) return found.escalation_policy.id;
    throw new UserInputError(`${service} has no escalation policy in PagerDuty; ask its people by hand.`);
  }

  async function readRequests(id: string, policyId: string, signal: AbortSignal): Promise<Help['requests']> {
    const path = `/incidents/${encodeURIComponent(id)}`;
    const { incident } = await rest.call({ method: 'GET', path, signal }, IncidentAnswer);
    if (!incident.responder_requests)
      throw new UserInputError(
        'This PagerDuty account cannot ask for responders (Add Responders is not in its plan); escalate with page_on_call, or ask by hand.',
      );
    return incident.responder_requests.flatMap(({ message, responder_request_targets: targets }) =>
      (targets ?? [])
        .map(({ responder_request_target: target }) => target)
        .filter((target) => target.id === policyId)
        .map(({ incidents_responders: responders }) => ({
          message: message ?? '',
          people: (responders ?? []).map(({ state, user }) => ({
            name: user.summary ?? user.id,
            answer: YES.has(state) ? 'yes' : state === 'pending' ? 'none' : 'no',
          })),
        })),
    );
  }

  /** PagerDuty wants to know which of its users asks. */
  async function findRequester(signal: AbortSignal): Promise<string> {
    const query = { query: fromEmail };
    const users = await rest.list({ method: 'GET', path: '/users', query, signal }, 'users', User);
    const ours = users.find(({ email }) => email?.toLowerCase() === fromEmail.toLowerCase());
    if (ours) return ours.id;
    throw new UserInputError(
      'PAGERDUTY_FROM_EMAIL is the address of no user of the PagerDuty account; correct it.',
    );
  }

  async function findHelp({ service, incidentId, from }: HelpBetween, signal: AbortSignal): Promise<Help> {
    const [{ id }, policyId, requesterId] = await Promise.all([
      findOpen(service, incidentId, signal),
      findPolicy(from, signal),
      findRequester(signal),
    ]);
    const [levels, requests] = await Promise.all([
      readLevels(policyId, signal),
      readRequests(id, policyId, signal),
    ]);
    return {
      id,
      policyId,
      requesterId,
      levels: levels.map(([, people]) => [...people.values()].toSorted()),
      requests,
    };
  }

  return {
    findHelp,
    async requestHelp({ id, policyId, requesterId }, { message, ...between }, signal) {
      const body = {
        requester_id: requesterId,
        message,
        responder_request_targets: [
          { responder_request_target: { id: policyId, type: 'escalation_policy_reference' } },
        ],
      };
      const path = `/incidents/${encodeURIComponent(id)}/responder_requests`;
      await askOnce({
        ask: () => rest.call({ method: 'POST', path, body, signal, isOnce: true }, z.object({})),
        async wasTaken() {
          const now = await findHelp(between, signal);
          return now.id === id && now.requests.some((request) => request.message === message);
        },
        unclear: `They may have been asked all the same: look at ${id} first.`,
      });
    },
  };
}
