/** The services so that each comes before those that it calls. */
import type { ServicePlan } from '../scene/scene.js';

/** @throws when services call each other in a circle, or call one that there is not. */
export function callersFirst(services: readonly ServicePlan[]): readonly ServicePlan[] {
  const byName = new Map(services.map((service) => [service.name, service]));
  const done = new Set<string>();
  const open = new Set<string>();
  const order: ServicePlan[] = [];
  const visit = (name: string): void => {
    if (done.has(name)) return;
    const service = byName.get(name);
    if (!service || open.has(name)) throw new Error(`${name} is called in a circle, or is no service.`);
    open.add(name);
    for (const callee of Object.keys(service.calls)) visit(callee);
    open.delete(name);
    done.add(name);
    order.unshift(service);
  };
  for (const { name } of services) visit(name);
  return order;
}
