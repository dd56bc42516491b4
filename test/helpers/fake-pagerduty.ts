/** The demo's local PagerDuty as tests set it up: people on call in a list, and failures in a queue. */
import type { EscalationPolicy, User } from '../../demo/pagerduty/account/model.js';
import {
  startLocalPagerDuty,
  type LocalPagerDuty,
  type LocalPagerDutyOptions,
} from '../../demo/pagerduty/local-pagerduty.js';
import type { StubAnswer } from './http-stub.js';

export interface FakeOnCall {
  readonly policyId: string;
  readonly level: number;
  readonly user: User;
}

export interface FakePagerDuty extends LocalPagerDuty {
  /** The next request is answered like this instead; several queue up. */
  failNext(...answers: readonly StubAnswer[]): void;
  /** The next write is answered like this instead; `isTaken`: after it took effect. */
  failNextWrite(answer: StubAnswer, options?: { readonly isTaken: boolean }): void;
}

export async function startFakePagerDuty({
  token,
  users,
  services,
  onCalls = [],
  ...more
}: {
  token: string;
  /** E-mail addresses of the account's users; a write must come from one of them. */
  users: readonly string[];
  /** Escalation policy by service. */
  services: Readonly<Record<string, string | null>>;
  onCalls?: readonly FakeOnCall[];
} & Pick<
  LocalPagerDutyOptions,
  'hasResponders' | 'priorities' | 'maxRows' | 'retryDelaysMs'
>): Promise<FakePagerDuty> {
  const all = [
    ...users.map((email, index) => ({ id: `PUSER${index + 1}`, name: email, email })),
    ...onCalls.map(({ user }) => user),
  ];
  const local = await startLocalPagerDuty({
    ...more,
    tokens: [token],
    users: all.filter(({ id }, index) => all.findIndex((other) => other.id === id) === index),
    services: Object.entries(services).map(([id, policyId]) => ({ id, name: id, policyId })),
    policies: policiesOf(Object.values(services), onCalls),
  });
  const fail = (answer: StubAnswer, isTaken: boolean, of: 'all' | 'write') => {
    if (answer === 'hang' || answer === 'drop') local.faults.add({ kind: answer, isTaken, of });
    else local.faults.add({ kind: 'error', status: 200, body: '', ...answer, isTaken, of });
  };
  return {
    ...local,
    failNext: (...answers) => answers.forEach((answer) => fail(answer, false, 'all')),
    failNextWrite: (answer, options) => fail(answer, options?.isTaken ?? false, 'write'),
  };
}

function policiesOf(
  ids: readonly (string | null)[],
  onCalls: readonly FakeOnCall[],
): readonly EscalationPolicy[] {
  const known = new Set([...ids, ...onCalls.map(({ policyId }) => policyId)].filter((id) => id !== null));
  return [...known].map((id) => {
    const rows = onCalls.filter(({ policyId }) => policyId === id);
    const last = Math.max(0, ...rows.map(({ level }) => level));
    const levels = Array.from({ length: last }, (_, index) =>
      rows.filter(({ level }) => level === index + 1).map(({ user }) => user.id),
    );
    return { id, name: id, levels };
  });
}
