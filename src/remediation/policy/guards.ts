/** What must hold for any run, whoever approved it: no stop, no freeze, not too large, not too often. Pure. */
import type { Freeze, Limits } from './policy.js';
import { ALLOWED, refuse, type Permission } from './refusal.js';

/** How much an action takes away or adds at once, as its dry run says; null where it cannot say. */
export interface BlastRadius {
  readonly replicas: number | null;
  /** Share of the service's capacity, 0–1. */
  readonly capacityShare: number | null;
}

export interface KillSwitch {
  readonly isOn: boolean;
  /** Why, and who did it, for people; empty while it is off. */
  readonly reason: string;
}

export interface GuardFacts {
  readonly killSwitch: KillSwitch;
  readonly freezes: readonly Freeze[];
  /** Somebody with the right to has approved in an emergency: freezes do not hold. */
  readonly isBreakGlass: boolean;
  readonly blastRadius: BlastRadius;
  readonly limits: Limits;
  /** How many it would add: each step of a plan is one. */
  readonly runs: number;
  /** Runs on the service that began within the last hour. */
  readonly runsThisHour: number;
}

export function judgeGuards(facts: GuardFacts): Permission {
  const { killSwitch, freezes, limits, blastRadius } = facts;
  if (killSwitch.isOn)
    return refuse(
      'kill_switch',
      `All actions are stopped${killSwitch.reason === '' ? '' : `: ${killSwitch.reason}`}. \`/incident actions resume\` allows them again.`,
    );
  const [freeze] = freezes;
  if (freeze && !facts.isBreakGlass) {
    return refuse(
      'frozen',
      `Changes are frozen until ${freeze.to.toISOString().slice(0, 16).replace('T', ' ')} UTC (${freeze.name}).`,
    );
  }
  const size = judgeSize(blastRadius, limits);
  if (!size.isAllowed) return size;
  return judgeRate(facts);
}

function judgeRate({ limits: { actionsPerHour }, runs, runsThisHour }: GuardFacts): Permission {
  if (actionsPerHour === null || runsThisHour + runs <= actionsPerHour) return ALLOWED;
  const ran = `${runsThisHour} ${runsThisHour === 1 ? 'action' : 'actions'} ran on this service within an hour`;
  return refuse(
    'too_often',
    runs === 1
      ? `${ran}, and the policy allows ${actionsPerHour}. Look why they do not help before another one.`
      : `${ran}, this plan adds ${runs}, and the policy allows ${actionsPerHour}.`,
  );
}

/** What cannot be told is too large wherever a limit is set. */
function judgeSize(radius: BlastRadius, limits: Limits): Permission {
  if (limits.replicas !== null && !(radius.replicas !== null && radius.replicas <= limits.replicas)) {
    return refuse(
      'too_large',
      radius.replicas === null
        ? `The policy allows ${limits.replicas} replicas at once, and this action cannot say how many it touches.`
        : `It would touch ${radius.replicas} replicas; the policy allows ${limits.replicas} at once.`,
    );
  }
  const { capacityShare: share } = limits;
  if (share === null || (radius.capacityShare !== null && radius.capacityShare <= share)) return ALLOWED;
  return refuse(
    'too_large',
    radius.capacityShare === null
      ? `The policy allows ${percent(share)} of a service's capacity at once, and this action cannot say how much it touches.`
      : `It would touch ${percent(radius.capacityShare)} of the capacity; the policy allows ${percent(share)} at once.`,
  );
}

/** Three digits, so that what is too large never reads like what is allowed. */
function percent(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`;
}
