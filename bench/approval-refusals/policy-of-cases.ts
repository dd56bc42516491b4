/** The one policy under which all cases stand ready, with a rule for each, and the one that comes after it. Pure. */
import type { RefusalCase } from './refusal-case.js';
import { GHOSTS, POLICY_GROUPS } from './people.js';

/** A case and the service that it is played on. */
export interface Placed {
  readonly one: RefusalCase;
  readonly service: string;
}

/** In an emergency: by the first policy Hana too, who clicks before the second. */
const BREAK_GLASS = ['U0BOB', 'U0GUEST', 'U0IRIS'];

export function policyBefore(placed: readonly Placed[]): object {
  return {
    groups: POLICY_GROUPS,
    rules: placed.map((each) => ruleOf(each, each.one.rule)),
    breakGlass: { approvers: [...BREAK_GLASS, 'U0HANA'] },
    killSwitch: { approvers: ['U0BOB'] },
  };
}

export function policyAfter(placed: readonly Placed[]): object {
  const frozen = placed.filter(({ one }) => one.isFrozenLater).map(({ service }) => service);
  return {
    groups: { ...POLICY_GROUPS, ...GHOSTS },
    rules: placed
      .filter(({ one }) => one.laterRule !== null)
      .map((each) => ruleOf(each, { ...each.one.rule, ...each.one.laterRule })),
    ...(frozen.length > 0 && {
      freezes: [
        {
          name: 'Holidays',
          from: '2020-01-01T00:00:00Z',
          to: '2090-01-01T00:00:00Z',
          match: { services: frozen },
        },
      ],
    }),
    breakGlass: { approvers: BREAK_GLASS },
    killSwitch: { approvers: ['U0BOB'] },
  };
}

function ruleOf({ service }: Placed, rule: object = {}): object {
  const { match, ...rest } = { match: {}, ...rule };
  return {
    name: service,
    expireAfter: '1h',
    approvers: ['U0ALICE', 'U0BOB'],
    ...rest,
    match: { ...(match as object), services: [service] },
  };
}
