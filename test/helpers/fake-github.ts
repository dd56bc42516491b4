/**
 * A local GitHub: the part of its REST API about workflows and deployments, with the refusals that it has: 401 for a wrong
 * token, 404 for what the token may not see, 422 for what a workflow does not declare, 409 for a commit that is not there.
 */
import { sendAnswer, startHttpStub, type HttpStub, type StubAnswer, type StubRequest } from './http-stub.js';

export interface FakeRun {
  readonly id: number;
  readonly title: string;
  readonly inputs: Readonly<Record<string, string>>;
  readonly createdAt: Date;
  conclusion: string | null;
}

export interface FakeDeployment {
  readonly id: number;
  readonly sha: string;
  readonly payload: unknown;
  readonly description: string;
  /** Newest first. */
  states: readonly string[];
}

export interface FakeGitHub extends HttpStub {
  readonly runs: FakeRun[];
  readonly deployments: FakeDeployment[];
  /** Of the workflow and its branch; a test may change both. */
  readonly workflow: { state: string; commit: string };
  /** A deployment that ended so; newer than all before. */
  deployed(sha: string, ...states: readonly string[]): FakeDeployment;
  /** The next write is answered like this; with `isTaken` it takes effect all the same. */
  answerNextWrite(answer: StubAnswer, options?: { isTaken: boolean }): void;
}

export const REPOSITORY = 'shop/checkout';
const TOKEN = 'github-token-for-tests';
export const GITHUB_HEADERS = { authorization: `Bearer ${TOKEN}` };
const INPUTS = ['region', 'reason', 'key'];

export async function startFakeGitHub(): Promise<FakeGitHub> {
  const runs: FakeRun[] = [];
  const deployments: FakeDeployment[] = [];
  const workflow = { state: 'active', commit: 'c'.repeat(40) };
  let next: { answer: StubAnswer; isTaken: boolean } | undefined;

  function deploy(sha: string, more: Partial<FakeDeployment> = {}): FakeDeployment {
    const deployment = { id: deployments.length + 1, sha, payload: '', description: '', states: [], ...more };
    deployments.unshift(deployment);
    return deployment;
  }

  function answer(request: StubRequest): StubAnswer {
    if (request.headers.authorization !== `Bearer ${TOKEN}`) return refuse(401, 'Bad credentials');
    const root = `/repos/${REPOSITORY}`;
    if (!request.path.startsWith(`${root}/`)) return refuse(404, 'Not Found');
    const path = request.path.slice(root.length);
    const [, id] = /^\/deployments\/(\d+)\/statuses$/.exec(path) ?? [];
    if (id !== undefined) {
      const states = deployments.find((one) => one.id === Number(id))?.states;
      return states ? { body: states.map((state) => ({ state })) } : refuse(404, 'Not Found');
    }
    switch (`${request.method} ${path}`) {
      case 'GET /actions/workflows/rollback.yml':
        return { body: { id: 7, path: '.github/workflows/rollback.yml', state: workflow.state } };
      case 'GET /commits/main':
        return { body: { sha: workflow.commit } };
      case 'GET /actions/workflows/rollback.yml/runs':
        return { body: { total_count: runs.length, workflow_runs: runs.map(presentRun) } };
      case 'POST /actions/workflows/rollback.yml/dispatches':
        return dispatch(JSON.parse(request.body) as { ref: string; inputs: Record<string, string> });
      case 'GET /deployments': {
        const rows = request.query.get('environment') === 'production' ? deployments : [];
        return { body: rows.map(({ id: number, sha, payload }) => ({ id: number, sha, payload })) };
      }
      case 'POST /deployments': {
        const { ref, payload, description } = JSON.parse(request.body) as Record<string, string>;
        if (!/^[0-9a-f]{40}$/.test(ref ?? '')) return refuse(422, `No ref found for: ${ref}`);
        return {
          status: 201,
          body: { id: deploy(ref ?? '', { payload, description: description ?? '' }).id },
        };
      }
      default:
        return refuse(404, 'Not Found');
    }
  }

  function dispatch({ ref, inputs }: { ref: string; inputs: Record<string, string> }): StubAnswer {
    if (ref !== 'main') return refuse(422, `No ref found for: ${ref}`);
    const unknown = Object.keys(inputs).filter((name) => !INPUTS.includes(name));
    if (unknown.length > 0) return refuse(422, `Unexpected inputs provided: ${JSON.stringify(unknown)}`);
    const title = `Roll back ${inputs['key'] ?? ''}`;
    runs.unshift({ id: runs.length + 1, title, inputs, createdAt: new Date(), conclusion: null });
    return { status: 204 };
  }

  const stub = await startHttpStub((request, response) => {
    if (request.method === 'GET' || next === undefined) {
      sendAnswer(response, answer(request));
      return undefined;
    }
    const { answer: prepared, isTaken } = next;
    next = undefined;
    if (isTaken) answer(request);
    sendAnswer(response, prepared);
    return undefined;
  });
  const presentRun = ({ id, title, createdAt, conclusion }: FakeRun) => ({
    id,
    display_title: title,
    html_url: `https://github.test/${REPOSITORY}/actions/runs/${id}`,
    status: conclusion === null ? 'in_progress' : 'completed',
    conclusion,
    created_at: createdAt.toISOString(),
  });
  return {
    ...stub,
    runs,
    deployments,
    workflow,
    deployed: (sha, ...states) => deploy(sha, { states }),
    answerNextWrite(prepared, { isTaken } = { isTaken: false }) {
      next = { answer: prepared, isTaken };
    },
  };
}

function refuse(status: number, message: string): StubAnswer {
  return { status, body: { message, documentation_url: 'https://docs.github.com/rest' } };
}
