import { createServer, type AddressInfo } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import type { Spending } from '../../../src/agent/ports.js';
import { createRedactor, RedactionError } from '../../../src/privacy/redactor.js';
import { investigateWith } from '../../helpers/investigate-with.js';
import { scriptedRoute } from '../../helpers/scripted-route.js';
import { purse } from '../../helpers/spending.js';

const FREE = { inputTokens: 0, outputTokens: 0 };

/** Takes a connection and hands it to `take`; none when null, on an address where nobody listens. */
async function onAddress<T>(
  take: ((data: Buffer) => 'hang up' | 'go on') | null,
  work: (baseUrl: string) => Promise<T>,
): Promise<T> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (data) => take?.(data) === 'hang up' && socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = () => new Promise((resolve) => server.close(resolve));
  if (take === null) await close();
  try {
    return await work(`http://127.0.0.1:${port}/v1`);
  } finally {
    if (take !== null) await close();
  }
}

describe('what is charged for a request that no server saw', () => {
  test('is nothing where nobody listens', async () => {
    const { spending, settled, open } = purse();
    const { analysis } = await onAddress(null, (baseUrl) =>
      investigateWith([], { deps: { spending }, model: { baseUrl } }),
    );

    expect(analysis.note).toMatch(/^The model could not be reached/);
    expect(settled).toEqual([expect.objectContaining(FREE)]);
    expect(open.size).toBe(0);
  });

  test('is all of it where the server hung up after it had the request, because it may have begun', async () => {
    const { spending, settled } = purse();
    let received = '';
    const take = (data: Buffer) => {
      received += data.toString();
      return received.includes('"messages"') ? 'hang up' : 'go on';
    };
    const { analysis } = await onAddress(take, (baseUrl) =>
      investigateWith([], { deps: { spending }, model: { baseUrl } }),
    );

    expect(analysis.note).toMatch(/^The model could not be reached/);
    expect(settled).toEqual([expect.objectContaining({ outputTokens: 4_000 })]);
    expect(settled[0]?.inputTokens).toBeGreaterThan(1_000);
  });

  test('is nothing where the time was over before it could be sent', async () => {
    const { spending, settled, open } = purse();
    const slow: Spending = {
      ...spending,
      async reserve(call) {
        await new Promise((resolve) => setTimeout(resolve, 2_300));
        return spending.reserve(call);
      },
    };
    const { analysis } = await investigateWith([], { deps: { spending: slow }, limits: { seconds: 2 } });

    expect(analysis.usage.modelCalls).toBe(0);
    // The ledger answers after the run was given up.
    for (let tries = 0; tries < 100 && settled.length === 0; tries += 1)
      await new Promise((resolve) => setTimeout(resolve, 20));
    expect(settled).toEqual([expect.objectContaining({ ...FREE, result: 'time_limit' })]);
    expect(open.size).toBe(0);
  });

  test('is nothing where the store could not say whether the incident is private', async () => {
    const { spending, settled, open } = purse();
    let asked = 0;
    const isPrivate = () => {
      asked += 1;
      return asked === 1 ? Promise.resolve(false) : Promise.reject(new Error('the database is away'));
    };

    await expect(investigateWith([], { deps: { spending, isPrivate } })).rejects.toThrow(
      /could not be stored/,
    );
    expect(settled).toEqual([expect.objectContaining(FREE)]);
    expect(open.size).toBe(0);
  });

  test('is nothing where the incident has become private, or its words cannot be looked through', async () => {
    const becoming = purse();
    let asked = 0;
    const isPrivate = () => Promise.resolve((asked += 1) > 1);
    const kept = await investigateWith([], { deps: { spending: becoming.spending, isPrivate } });
    expect(becoming.settled).toEqual([expect.objectContaining(FREE)]);
    expect(kept.analysis.usage.modelCalls).toBe(0);

    const odd = purse();
    const redactor = createRedactor({ key: 'a key of the tests alone' });
    let looked = 0;
    const redact: typeof redactor.redact = (text) => {
      looked += 1;
      // The first message is kept; what is looked through after that is the request.
      if (looked > 1) throw new RedactionError('This cannot be looked through.');
      return redactor.redact(text);
    };
    const refused = await investigateWith([], {
      deps: { spending: odd.spending, redactor: { ...redactor, redact } },
    });
    expect(refused.analysis.note).toMatch(/^It was not certain that all secrets were removed/);
    expect(odd.settled).toEqual([expect.objectContaining(FREE)]);
  });

  test('is not even reserved while a model is left alone', async () => {
    const { spending, reserved } = purse();
    const route = scriptedRoute({ baseUrl: 'http://127.0.0.1:1/v1' });
    route.models[0].circuit.holdFor(60_000);
    const { analysis } = await investigateWith([], { deps: { spending, model: route } });

    expect(analysis.note).toMatch(/^The model keeps failing and is left alone for now/);
    expect(reserved).toEqual([]);
  });
});
