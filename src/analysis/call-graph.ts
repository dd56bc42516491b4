/** Who calls whom, as far as it is known. Cycles and missing services are normal. */

export interface CallEdge {
  readonly caller: string;
  readonly callee: string;
}

export interface CallGraph {
  callees(service: string): readonly string[];
  callers(service: string): readonly string[];
  /** Services reached by following calls from `service`, with the number of calls; without `service` itself. */
  calleesWithin(service: string, limit?: number): ReadonlyMap<string, number>;
  /** Services that reach `service` by calls, with the number of calls; without `service` itself. */
  callersWithin(service: string, limit?: number): ReadonlyMap<string, number>;
}

export function buildCallGraph(edges: readonly CallEdge[]): CallGraph {
  const callees = new Map<string, string[]>();
  const callers = new Map<string, string[]>();
  for (const { caller, callee } of edges) {
    if (caller === callee || callees.get(caller)?.includes(callee)) continue;
    callees.set(caller, [...(callees.get(caller) ?? []), callee]);
    callers.set(callee, [...(callers.get(callee) ?? []), caller]);
  }
  return {
    callees: (service) => callees.get(service) ?? [],
    callers: (service) => callers.get(service) ?? [],
    calleesWithin: (service, limit = Infinity) => walk(callees, service, limit),
    callersWithin: (service, limit = Infinity) => walk(callers, service, limit),
  };
}

function walk(
  neighbours: ReadonlyMap<string, readonly string[]>,
  from: string,
  limit: number,
): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  let frontier = [from];
  for (let hops = 1; hops <= limit && frontier.length > 0; hops += 1) {
    const next: string[] = [];
    for (const name of frontier) {
      for (const neighbour of neighbours.get(name) ?? []) {
        if (neighbour === from || found.has(neighbour)) continue;
        found.set(neighbour, hops);
        next.push(neighbour);
      }
    }
    frontier = next;
  }
  return found;
}
