/** Which headers of a refused request are kept: what tells how to read it, and nothing that proves who sent it. */
import type { IncomingHttpHeaders } from 'node:http';

const SECRET = /auth|token|secret|signature|cookie|key|password|credential|session/i;
/** About the connection and those on the way, not about the content. */
const OF_THE_WAY =
  /^(?:host|connection|content-length|transfer-encoding|accept.*|.*forwarded.*|x-real-ip|via)$/i;
const MAX_HEADERS = 50;
const MAX_VALUE = 1_000;

/** `proof`: the names of the headers by which this sender proves itself. */
export function keptHeaders(
  headers: IncomingHttpHeaders,
  proof: readonly string[],
): Readonly<Record<string, string>> {
  const hidden = new Set(proof.map((name) => name.toLowerCase()));
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => !hidden.has(name) && !SECRET.test(name) && !OF_THE_WAY.test(name))
      .slice(0, MAX_HEADERS)
      .map(([name, value]) => [name, String(value).slice(0, MAX_VALUE)]),
  );
}
