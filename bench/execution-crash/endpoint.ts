/** The other end of all fixes: answers as planned, and keeps what it was asked and what it answered, in order. */
import type { ServerResponse } from 'node:http';
import type { Call, Fleet } from '../real-bots/fleet.js';
import type { PlannedService } from './plan-trial.js';

export interface Heard extends Call {
  /** `answered`: its success went out to somebody who was still there. */
  readonly what: 'call' | 'effect' | 'answered' | 'refused' | 'cut';
}

export type Endpoint = ReturnType<typeof createEndpoint>;

export function createEndpoint(services: readonly PlannedService[]) {
  const planned = new Map(services.map((service) => [service.name, service]));
  const heard: Heard[] = [];
  return {
    heard: heard as readonly Heard[],
    answer(call: Call, response: ServerResponse, fleet: Pick<Fleet, 'heal'>): void {
      const note = (what: Heard['what']) => void heard.push({ ...call, what });
      const steps = planned.get(call.service)?.steps ?? [];
      const isFirst = !heard.some(({ service, step }) => service === call.service && step === call.step);
      const plan = isFirst ? steps[call.step - 1] : undefined;
      note('call');
      setTimeout(() => {
        if (plan?.answer === 'refuse') {
          note('refused');
          response.writeHead(409).end('not now');
          return;
        }
        note('effect');
        if (call.step === steps.length) fleet.heal(call.service);
        if (plan?.answer === 'cut') {
          note('cut');
          response.destroy();
          return;
        }
        if (response.socket?.destroyed === false) note('answered');
        response.end('done');
      }, plan?.workMs ?? 0);
    },
  };
}
