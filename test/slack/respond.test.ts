import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { silentLogger } from '../../src/observability/logger.js';
import { createResponder } from '../../src/slack/respond.js';

let server: Server | undefined;
afterEach(() => new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve())));

/** Answers with the given statuses one after the other, then 200. */
async function serve(...statuses: number[]) {
  const bodies: unknown[] = [];
  const created = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      bodies.push(JSON.parse(body));
      response.writeHead(statuses.shift() ?? 200).end('ok');
    });
  });
  server = created;
  await new Promise<void>((resolve) => created.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(created.address() as AddressInfo).port}`, bodies };
}

const CONTENT = { text: 'hello', blocks: [] };

describe('createResponder', () => {
  test('answers for one person, beside the message that was clicked', async () => {
    const { url, bodies } = await serve();
    const respond = createResponder({ apiUrl: `${url}/api/`, log: silentLogger() });

    expect(await respond(`${url}/response/1`, CONTENT)).toBe(true);
    expect(bodies).toEqual([{ response_type: 'ephemeral', replace_original: false, text: 'hello' }]);
  });

  test('tries again when Slack is unwell', async () => {
    const { url, bodies } = await serve(500);
    const respond = createResponder({ apiUrl: `${url}/api/`, log: silentLogger() });

    expect(await respond(`${url}/response/1`, CONTENT)).toBe(true);
    expect(bodies).toHaveLength(2);
  });

  test('gives up at once on a used or expired address, without throwing', async () => {
    const { url, bodies } = await serve(404);
    const respond = createResponder({ apiUrl: `${url}/api/`, log: silentLogger() });

    expect(await respond(`${url}/response/1`, CONTENT)).toBe(false);
    expect(bodies).toHaveLength(1);
  });

  test.each([
    ['with slack.com', undefined, (url: string) => `${url}/commands/1`],
    ['with slack.com, disguised', undefined, (url: string) => url.replace('//', '//hooks.slack.com@')],
    ['with slack.com, unencrypted', undefined, () => 'http://hooks.slack.com/commands/1'],
    ['with a local Slack elsewhere', 'http://127.0.0.1:1/api/', (url: string) => `${url}/response/1`],
    ['that is no address', undefined, () => 'nonsense'],
  ])('sends nothing to an address %s', async (_, apiUrl, address) => {
    const { url, bodies } = await serve();
    const respond = createResponder({ apiUrl, log: silentLogger() });

    expect(await respond(address(url), CONTENT)).toBe(false);
    expect(bodies).toEqual([]);
  });
});
