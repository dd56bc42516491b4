/** `POST /upload/v1/<ticket>`: the bytes of a file, raw or as the first file of a multipart form. No token is needed. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { DeliveryLog } from '../delivery-log.js';
import type { Faults } from '../faults.js';
import { readBody } from '../http/request.js';
import { MAX_FILE_BYTES } from '../workspace/files.js';
import type { Workspace } from '../workspace/workspace.js';
import { answer, attempt, forcedAnswer, type Outcome, refusal } from './under-faults.js';

async function readFile(request: IncomingMessage): Promise<Buffer> {
  const body = await readBody(request);
  const contentType = request.headers['content-type'] ?? '';
  if (!contentType.includes('multipart/form-data')) return body;
  const form = await new Response(new Uint8Array(body), {
    headers: { 'content-type': contentType },
  }).formData();
  for (const [, value] of form) {
    if (typeof value !== 'string') return Buffer.from(await value.arrayBuffer());
  }
  return Buffer.alloc(0);
}

export function createUpload(deps: { workspace: Workspace; faults: Faults; log: DeliveryLog }) {
  const { files } = deps.workspace;

  function store(ticket: string, bytes: Buffer): Outcome {
    const file = files.expected(ticket);
    if (file === undefined) return refusal('not_found', {}, 404);
    if (bytes.length > MAX_FILE_BYTES) return refusal('file_upload_size_restricted', {}, 413);
    if (bytes.length !== file.announcedBytes) return refusal('length_mismatch', {}, 400);
    files.receive(file, bytes);
    return { status: 200, body: { ok: true, size: bytes.length }, tookEffect: true };
  }

  return {
    async handle(ticket: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
      const startedAt = performance.now();
      const bytes = await readFile(request);
      const faults = deps.faults.take('upload', undefined);
      const result = await attempt(faults, () => forcedAnswer(faults) ?? store(ticket, bytes));
      deps.log.append({
        kind: 'api',
        method: 'upload',
        channel: undefined,
        ts: undefined,
        threadTs: undefined,
        ok: result.broken === undefined && result.outcome.body['ok'] === true,
        error: result.broken?.kind ?? (result.outcome.body['error'] as string | undefined),
        status: result.status,
        tookEffect: result.outcome.tookEffect,
        durationMs: performance.now() - startedAt,
        args: { bytes: bytes.length },
      });
      answer(result, request, response);
    },
  };
}
