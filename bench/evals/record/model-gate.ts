/**
 * A server between the product and its model: it hands requests on and keeps what went through, or answers from a recording.
 * The product does not notice; it speaks to a server like any other.
 */
import type { ServerResponse } from 'node:http';
import { errorMessage } from '../../../src/shared/errors.js';
import { startLocalServer, type LocalRequest } from '../../local-server.js';
import type { RecordedExchange, Recorder, Recording } from './recording.js';

const OPENAI = 'https://api.openai.com/v1';

export interface ModelGate {
  /** Base URL, as a client wants it. */
  readonly url: string;
  /** From now on requests belong to this run. */
  begin(scenario: string, run: number): void;
  /** Bodies of this run's requests. */
  prompts(): readonly string[];
  /** Requests of this run that differ from the recorded ones, or were not recorded; 0 when nothing is replayed. */
  drifted(): number;
  close(): Promise<void>;
}

type Answer = Pick<RecordedExchange, 'status' | 'contentType' | 'retryAfter' | 'body'>;

export async function openModelGate(options: {
  /** Null: OpenAI's own. */
  readonly baseUrl: string | null;
  readonly recorder: Recorder | null;
  /** Instead of a model. */
  readonly recording: Recording | null;
}): Promise<ModelGate> {
  const { recorder, recording } = options;
  const target = (options.baseUrl ?? OPENAI).replace(/\/+$/, '');
  let current = { scenario: '', run: 0 };
  let prompts: string[] = [];
  let drifted = 0;

  async function handle(request: LocalRequest, response: ServerResponse): Promise<void> {
    const { body } = request;
    const path = request.url.replace(/^\/v1/, '');
    const about = { ...current };
    const number = prompts.push(body) - 1;
    const answer = recording
      ? fromRecording(recording, body, number)
      : await askModel(target + path, request);
    recorder?.write({ kind: 'exchange', ...about, request: body, ...answer });
    const headers = {
      'content-type': answer.contentType,
      ...(answer.retryAfter && { 'retry-after': answer.retryAfter }),
    };
    response.writeHead(answer.status, headers).end(answer.body);
  }

  function fromRecording({ exchangesOf }: Recording, body: string, number: number): Answer {
    const recorded = exchangesOf(current.scenario, current.run)[number];
    if (recorded?.request !== body) drifted += 1;
    // What no client tries again: the recording has nothing more to say.
    return recorded ?? refusal(400, 'this request was not recorded');
  }

  const server = await startLocalServer((request, response) =>
    handle(request, response).catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(502, { 'content-type': 'application/json' });
      response.end(refusal(502, errorMessage(error)).body);
    }),
  );
  return {
    url: `${server.url}/v1`,
    begin(scenario, run) {
      current = { scenario, run };
      prompts = [];
      drifted = 0;
    },
    prompts: () => [...prompts],
    drifted: () => drifted,
    close: server.close,
  };
}

async function askModel(url: string, { method, headers, body }: LocalRequest): Promise<Answer> {
  const { authorization = '' } = headers;
  const answer = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json', ...(authorization && { authorization }) },
    ...(method === 'GET' ? {} : { body }),
  });
  return {
    status: answer.status,
    contentType: answer.headers.get('content-type') ?? 'application/json',
    retryAfter: answer.headers.get('retry-after'),
    body: await answer.text(),
  };
}

const refusal = (status: number, message: string): Answer => ({
  status,
  contentType: 'application/json',
  retryAfter: null,
  body: JSON.stringify({ error: { message } }),
});
