/** A small account of a local PagerDuty, and somebody who listens to its webhooks. */
import { startLocalPagerDuty, type LocalPagerDutyOptions } from '../../../demo/pagerduty/local-pagerduty.js';
import { startHttpStub, type StubAnswer } from '../../helpers/http-stub.js';

export const KEY = 'a'.repeat(32);
export const TOKEN = 'pd-token';

export const ACCOUNT = {
  tokens: [TOKEN],
  users: [
    { id: 'UBOT', name: 'Firewatch', email: 'bot@shop.example' },
    { id: 'UANN', name: 'Ann', email: 'ann@shop.example' },
    { id: 'UBEN', name: 'Ben', email: 'ben@shop.example' },
  ],
  policies: [{ id: 'POL1', name: 'Shop', levels: [['UANN'], ['UBEN']] }],
  services: [{ id: 'SVC1', name: 'checkout', policyId: 'POL1', routingKey: KEY }],
};

export async function startAccount(options: Partial<LocalPagerDutyOptions> = {}) {
  const server = await startLocalPagerDuty({ ...ACCOUNT, retryDelaysMs: [10, 10, 10, 10], ...options });
  async function call(method: string, path: string, body?: object, headers: Record<string, string> = {}) {
    const response = await fetch(server.url + path, {
      method,
      headers: { authorization: `Token token=${TOKEN}`, from: 'bot@shop.example', ...headers },
      ...(body && { body: JSON.stringify(body) }),
    });
    return { status: response.status, headers: response.headers, body: await response.json() };
  }
  return {
    ...server,
    call,
    /** Creates an incident and returns it. */
    async open(key = 'k1', more: object = {}) {
      const service = { id: 'SVC1', type: 'service_reference' };
      await call('POST', '/incidents', {
        incident: { type: 'incident', title: `About ${key}`, incident_key: key, service, ...more },
      });
      return server.incidents.at(-1)!;
    },
  };
}

/** Answers webhooks with these, one after the other, and then with 202. */
export async function startListener(...answers: StubAnswer[]) {
  return startHttpStub(() => answers.shift() ?? { status: 202 });
}
