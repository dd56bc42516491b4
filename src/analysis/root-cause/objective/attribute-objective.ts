/**
 * Follows what an objective suffers down the call graph. At every moment the excess of a component (seconds waited or
 * requests failed beyond the usual) belongs to its callees as far as theirs can account for it, and to itself as far as
 * they cannot: time spent in a callee is part of the caller's, as in Dapper's span trees (Sigelman et al., 2010) and in
 * profilers' self time (gprof, 1982). What stays at a component is its share of the objective's trouble.
 */
import type { CallEdge } from '../../call-graph.js';
import type { Excess } from './excess.js';

export interface Attribution {
  readonly excess: Excess;
  /** Part of the objective's excess that begins at this component, 0–1. */
  readonly share: number;
}

/** Excess by component; one that has none, or was not measured, ends the way down, unless it has no metric at all. */
interface AttributionQuestion {
  readonly symptom: Excess;
  readonly excesses: ReadonlyMap<string, Excess>;
  /** Components that were measured: the others are looked through. */
  readonly measured: ReadonlySet<string>;
  readonly calls: readonly CallEdge[];
}

/** Largest share first. What stays with the objective's own component is left out: it is the symptom. */
export function attributeObjective(question: AttributionQuestion): readonly Attribution[] {
  const { symptom, excesses } = question;
  const order = orderFrom(symptom.component, question);
  const shares = new Map<string, number>();
  const inflow = new Map<string, number>();
  for (let moment = 0; moment < symptom.perMoment.length; moment += 1) {
    const amount = symptom.perMoment[moment] ?? 0;
    if (amount <= 0) continue;
    inflow.clear();
    inflow.set(symptom.component, amount);
    for (const { name, callees } of order) {
      const arriving = inflow.get(name) ?? 0;
      if (arriving <= 0) continue;
      const own = excessOf(name);
      const below = callees.reduce((sum, callee) => sum + excessOf(callee), 0);
      const whole = Math.max(own, below);
      if (whole <= 0) continue;
      for (const callee of callees) {
        const part = (arriving * excessOf(callee)) / whole;
        if (part > 0) inflow.set(callee, (inflow.get(callee) ?? 0) + part);
      }
      shares.set(name, (shares.get(name) ?? 0) + arriving * (1 - below / whole));
    }
    function excessOf(name: string): number {
      return name === symptom.component ? amount : (excesses.get(name)?.perMoment[moment] ?? 0);
    }
  }
  return [...excesses.values()]
    .filter(({ component }) => component !== symptom.component && shares.has(component))
    .map((excess) => ({ excess, share: (shares.get(excess.component) ?? 0) / symptom.total }))
    .sort((a, b) => b.share - a.share || (a.excess.component < b.excess.component ? -1 : 1));
}

interface Step {
  readonly name: string;
  readonly callees: readonly string[];
}

/** Components below the objective, callers before callees; a call back into the way down is left out. */
function orderFrom(start: string, { calls, measured }: AttributionQuestion): readonly Step[] {
  const direct = new Map<string, string[]>();
  for (const { caller, callee } of calls) {
    const known = direct.get(caller);
    if (known) known.push(callee);
    else direct.set(caller, [callee]);
  }
  const done: Step[] = [];
  const state = new Map<string, 'open' | 'done'>();
  visit(start);
  return done.reverse();

  function visit(name: string): void {
    state.set(name, 'open');
    const callees: string[] = [];
    for (const callee of nearestMeasured(name)) {
      if (!state.has(callee)) visit(callee);
      if (state.get(callee) === 'done') callees.push(callee);
    }
    state.set(name, 'done');
    done.push({ name, callees });
  }

  function nearestMeasured(name: string): ReadonlySet<string> {
    const found = new Set<string>();
    const seen = new Set([name]);
    const open = [...(direct.get(name) ?? [])];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (seen.has(next)) continue;
      seen.add(next);
      if (measured.has(next)) found.add(next);
      else open.push(...(direct.get(next) ?? []));
    }
    return found;
  }
}
