import { expect, test } from '@jest/globals';
import { Client } from 'pg';
import { describeWithServer, startAlertmanager, startPostgres, startPrometheus } from './real-servers.js';

describeWithServer('prometheus', 'startPrometheus', () => {
  test('serves the HTTP API until it is stopped', async () => {
    const server = await startPrometheus({ configYaml: '' });

    const answer = await fetch(`${server.url}/api/v1/query?query=1%2B1`);

    expect(await answer.json()).toMatchObject({ status: 'success', data: { resultType: 'scalar' } });
    await server.stop();
    await expect(fetch(server.url)).rejects.toThrow('fetch failed');
  });
});

describeWithServer('alertmanager', 'startAlertmanager', () => {
  test('serves its API with the given configuration', async () => {
    const server = await startAlertmanager({
      configYaml: 'route: { receiver: bot }\nreceivers: [{ name: bot }]\n',
    });

    const answer = await fetch(`${server.url}/api/v2/receivers`);

    expect(await answer.json()).toEqual([{ name: 'bot' }]);
    await server.stop();
  });

  test('reports a broken configuration with the output of the server', async () => {
    await expect(startAlertmanager({ configYaml: 'route: 5\n' })).rejects.toThrow(/cannot unmarshal/);
  });
});

describeWithServer('postgres', 'startPostgres', () => {
  test('answers SQL over TCP with fsync off', async () => {
    const server = await startPostgres();
    const client = new Client({ connectionString: server.url });
    await client.connect();

    const { rows } = await client.query('SHOW fsync');

    expect(rows).toEqual([{ fsync: 'off' }]);
    await client.end();
    await server.stop();
  });
});
