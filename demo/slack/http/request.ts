/** Reads requests and writes answers; the routes above it never touch streams. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Json } from '../workspace/model.js';

/** Slack takes messages of some tens of kilobytes; the rest is room for pictures. */
const MAX_BODY_BYTES = 20 * 1024 * 1024;

/** The whole body. Throws when it is larger than any honest request. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new Error(`A request body is larger than ${MAX_BODY_BYTES} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

export function isJsonObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Query and body (JSON, urlencoded or multipart fields) as one object; the body wins. */
export async function readArguments(request: IncomingMessage, url: URL): Promise<Json> {
  const args: Json = Object.fromEntries(url.searchParams);
  const body = await readBody(request);
  if (body.length === 0) return args;
  const contentType = request.headers['content-type'] ?? '';
  if (contentType.includes('application/json')) {
    const parsed: unknown = JSON.parse(body.toString('utf8'));
    return isJsonObject(parsed) ? { ...args, ...parsed } : args;
  }
  if (contentType.includes('multipart/form-data')) {
    const form = await new Response(new Uint8Array(body), {
      headers: { 'content-type': contentType },
    }).formData();
    for (const [name, value] of form) args[name] = value;
    return args;
  }
  return { ...args, ...Object.fromEntries(new URLSearchParams(body.toString('utf8'))) };
}

export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
  response.end(JSON.stringify(body));
}

export function sendText(
  response: ServerResponse,
  status: number,
  body: string | Buffer,
  contentType = 'text/plain; charset=utf-8',
): void {
  response.writeHead(status, { 'content-type': contentType, 'cache-control': 'no-store' });
  response.end(body);
}
