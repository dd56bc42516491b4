/** Argo CD notifications with the body of docs/sources/argocd.md: how an application stands, told as what has changed. */
import { z } from 'zod';
import type { Change } from '../../incidents/change.js';
import { sharedToken } from '../bearer.js';
import { parseJson, parseWith, Time } from '../payload.js';
import { offWithout, type Source } from '../source.js';

/** The template writes null for what the application does not have. */
const absent = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === null || value === '' ? undefined : value), schema.optional());
const Text = absent(z.string('must be text'));

const Body = z.object({
  app: z.string('must be the name of the application').min(1, 'must be the name of the application').max(200),
  namespace: Text,
  project: Text,
  /** Of the annotation `firewatch.dev/service`. */
  service: Text,
  repo: Text,
  destination: absent(z.object({ namespace: Text, server: Text, name: Text })),
  operation: absent(
    z.object({ phase: Text, message: Text, startedAt: absent(Time), finishedAt: absent(Time) }),
  ),
  result: absent(z.object({ revision: Text, revisions: absent(z.array(z.string())) })),
  initiatedBy: absent(z.object({ username: Text, automated: absent(z.boolean()) })),
  revision: Text,
  health: absent(z.object({ status: Text, message: Text, lastTransitionTime: absent(Time) })),
});
type Body = z.output<typeof Body>;

/** Of a change's fields, as `POST /changes` has them. */
const MAX = { id: 200, service: 200, summary: 1000, version: 200 } as const;
/** Enough of a commit to find it. */
const SHORT_COMMIT = 12;

export const argocd = (tokens: readonly string[] | null): Source => ({
  name: 'argocd',
  path: '/webhooks/argocd',
  off: offWithout('ARGOCD_TOKEN', tokens !== null),
  ...sharedToken(tokens, 'ARGOCD_TOKEN'),
  read: ({ body, receivedAt }) => ({ changes: parseArgocd(parseJson(body), receivedAt) }),
});

/**
 * The application's last operation, and that it is degraded when it is. Each has the same id however often it is told, and by
 * whichever trigger.
 * @throws UserInputError naming the field that is wrong.
 */
export function parseArgocd(payload: unknown, receivedAt: Date): readonly Change[] {
  const body = parseWith(Body, payload);
  return [...operationOf(body, receivedAt), ...degradedOf(body, receivedAt)];
}

function operationOf(body: Body, receivedAt: Date): readonly Change[] {
  const { phase, startedAt, finishedAt, message } = body.operation ?? {};
  const version = versionOf(body);
  const to = version === null ? '' : ` to ${version}`;
  const told = {
    Running: { what: `began to sync ${place(body)}${to}`, at: startedAt },
    Succeeded: { what: `synced ${place(body)}${to}`, at: finishedAt },
    Failed: { what: `failed to sync ${place(body)}${to}${because(message)}`, at: finishedAt },
    Error: { what: `could not sync ${place(body)}${to}${because(message)}`, at: finishedAt },
  };
  if (phase === undefined || !isPhase(told, phase)) return [];
  const { what, at } = told[phase];
  const began = startedAt?.toISOString() ?? version ?? '';
  return [change(body, `${began}/${phase}`, { kind: 'deploy', what, at: at ?? receivedAt })];
}

const isPhase = <T extends object>(phases: T, phase: PropertyKey): phase is keyof T =>
  Object.hasOwn(phases, phase);

function degradedOf(body: Body, receivedAt: Date): readonly Change[] {
  if (body.health?.status !== 'Degraded') return [];
  const { lastTransitionTime: since, message } = body.health;
  // Older versions do not say since when: then once for each sync.
  const bout = since ?? body.operation?.startedAt;
  const what = `found ${place(body)} degraded${because(message)}`;
  return [
    change(body, `degraded/${bout?.toISOString() ?? ''}`, { kind: 'other', what, at: since ?? receivedAt }),
  ];
}

function change(
  body: Body,
  id: string,
  { kind, what, at }: { kind: Change['kind']; what: string; at: Date },
): Change {
  const { app, namespace = '', service = app, initiatedBy } = body;
  const author = initiatedBy?.username ?? (initiatedBy?.automated ? 'automated sync' : null);
  return {
    id: `${namespace}/${app}/${id}`.slice(-MAX.id),
    source: 'argocd',
    kind,
    service: service.slice(0, MAX.service),
    summary: `Argo CD ${what}`.slice(0, MAX.summary),
    version: versionOf(body),
    author: author?.slice(0, MAX.service) ?? null,
    at,
  };
}

/** `checkout (project shop, namespace shop-prod, from https://git.example.com/shop/deploy)` */
function place({ app, project, destination, repo }: Body): string {
  const details = [
    project === undefined ? '' : `project ${project}`,
    destination?.namespace === undefined ? '' : `namespace ${destination.namespace}`,
    repo === undefined ? '' : `from ${repo}`,
  ].filter((detail) => detail !== '');
  return details.length === 0 ? app : `${app} (${details.join(', ')})`;
}

const because = (message: string | undefined) => (message === undefined ? '' : `: ${message}`);

/** What was synced, else what is wanted; an application of several sources has several. */
function versionOf({ result, revision }: Body): string | null {
  const several = result?.revisions ?? [];
  const revisions = several.length > 0 ? several : [result?.revision ?? revision ?? ''];
  const short = revisions.map((one) => (/^[0-9a-f]{40}$/.test(one) ? one.slice(0, SHORT_COMMIT) : one));
  return short.join(' + ').slice(0, MAX.version) || null;
}
