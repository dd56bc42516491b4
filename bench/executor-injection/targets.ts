/** What the actions act on: one local server that answers as each of them does, or as an attacker who has taken it over. */
import { startLocalServer, type LocalServer } from '../local-server.js';

/** `redirect`: to the text. `text`: the text in place of every word of an answer. */
export type Mood =
  { readonly kind: 'honest' } | { readonly kind: 'redirect' | 'text'; readonly text: string };

export interface Targets extends LocalServer {
  setMood(mood: Mood): void;
}

const ALERT = { fingerprint: 'a1', labels: { alertname: 'CheckoutErrors', service: 'checkout' } };
const SILENCE = {
  id: '6b8a5c1e-0000-4000-8000-000000000001',
  status: { state: 'active' },
  endsAt: '2099-01-01T00:00:00Z',
  createdBy: 'firewatch',
  comment: 'firewatch',
  matchers: [
    { name: 'alertname', value: 'CheckoutErrors', isRegex: false },
    { name: 'service', value: 'checkout', isRegex: false },
  ],
};

/** Which the harmless arguments name, and PagerDuty too. */
export const INCIDENT = '00000000-0000-4000-8000-000000000001';
const PAGED = {
  id: 'PD1',
  status: 'triggered',
  incident_key: `firewatch:${INCIDENT}`,
  escalation_policy: { id: 'E1' },
  assignments: [{ assignee: { id: 'U1' } }],
};
const ON_CALL = [1, 2].map((level) => ({
  escalation_level: level,
  user: { id: `U${level}`, name: `Person ${level}` },
}));

export async function startTargets(): Promise<Targets> {
  let mood: Mood = { kind: 'honest' };
  const server = await startLocalServer(({ method, url }, response) => {
    if (mood.kind === 'redirect') {
      response.writeHead(307, { location: mood.text, refresh: `0; url=${mood.text}` });
      response.end(mood.text);
      return;
    }
    const honest = answerTo(method, new URL(url, 'http://target').pathname);
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(mood.kind === 'text' ? withText(honest, mood.text) : honest));
  });
  return {
    ...server,
    setMood(next) {
      mood = next;
    },
  };
}

function answerTo(method: string, path: string): unknown {
  if (path.endsWith('/alerts')) return [ALERT];
  if (path.endsWith('/silences')) return method === 'GET' ? [SILENCE] : { silenceID: SILENCE.id };
  if (path.endsWith('/incidents')) return { incidents: [PAGED], more: false };
  if (path.endsWith(`/incidents/${PAGED.id}`)) return { incident: { ...PAGED, responder_requests: [] } };
  if (path.endsWith('/users')) return { users: [{ id: 'U9', email: 'firewatch@example.com' }], more: false };
  if (path.endsWith('/services/P2')) return { service: { id: 'P2', escalation_policy: { id: 'E2' } } };
  if (path.endsWith('/oncalls')) return { oncalls: ON_CALL, more: false };
  if (path.startsWith('/github/')) return gitHubAnswer(method, path);
  if (path === '/flag') return { value: 'on' };
  if (path === '/preview') return { summary: 'checkout would restart', target: { version: 'v1.0.0' } };
  return { status: 'ok' };
}

/** A run that has just begun, and two deployments that succeeded. */
function gitHubAnswer(method: string, path: string): unknown {
  if (method === 'POST') return { id: 3 };
  if (path.endsWith('/statuses')) return [{ state: 'success' }];
  if (path.endsWith('/deployments'))
    return [2, 1].map((id) => ({ id, sha: `${id}`.repeat(40), payload: '' }));
  if (path.endsWith('/runs')) return { workflow_runs: [newRun()] };
  return { state: 'active', sha: 'c'.repeat(40) };
}

function newRun(): object {
  const now = new Date();
  const words = { html_url: 'https://github.test/run', status: 'queued', display_title: 'Roll back' };
  return { ...words, id: now.getTime(), conclusion: null, created_at: now.toISOString() };
}

const KINDS = /^(?:active|success|triggered|2099-.*|firewatch[:@].*)$/;

/** Texts that say what kind of thing something is stay, so that it is read on. */
export function withText(value: unknown, text: string): unknown {
  if (typeof value === 'string') return KINDS.test(value) ? value : text;
  if (Array.isArray(value)) return value.map((inside: unknown) => withText(inside, text));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inside]) => [key, withText(inside, text)]));
}
