/**
 * One PostgreSQL for a whole run of the tests, started when the first suite asks for it: a cluster of one's own costs each
 * suite more than most of its tests. Suites ask through shared-postgres.ts and make databases of their own in it.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { env } from 'node:process';
import { tsImport } from 'tsx/esm/api';

/** @type {Promise<import('./launch-servers.ts').RealServer> | undefined} */
let postgres;

async function start() {
  const { startPostgres } = await tsImport('./launch-servers.ts', import.meta.url);
  return startPostgres();
}

export default async function serve() {
  const server = createServer(async (_, response) => {
    // Asked minutes apart: a connection that is kept would be closed just when somebody asks over it again.
    response.setHeader('connection', 'close');
    try {
      postgres ??= start();
      response.end((await postgres).url);
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  });
  server.listen(0, '127.0.0.1').unref();
  await once(server, 'listening');
  // Inherited by the workers.
  env.TEST_POSTGRES_AT = `http://127.0.0.1:${server.address().port}`;
}

export async function stop() {
  await (await postgres)?.stop();
  postgres = undefined;
}
