import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { investigateWith } from '../../helpers/investigate-with.js';

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function listen(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test.each([301, 302, 303, 307, 308])('a prompt goes nowhere else, whatever a %d says', async (status) => {
  let stranger = 0;
  const elsewhere = await listen((_request, response) => {
    stranger += 1;
    response.end('{}');
  });
  const model = await listen((_request, response) => {
    response.writeHead(status, { location: `${elsewhere}/v1/chat/completions` }).end();
  });

  const { analysis } = await investigateWith([], { model: { baseUrl: `${model}/v1`, maxRetries: 0 } });

  expect(stranger).toBe(0);
  expect(analysis.by).toBe('rules');
});
