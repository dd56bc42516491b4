import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { ModelCallError, NotSentError } from '../../../src/agent/model-error.js';
import { createChatModel } from '../../../src/agent/model.js';
import { CircuitOpenError, createCircuit } from '../../../src/agent/models/circuit.js';

const PAUSE_MS = 60;

class Failed extends Error {
  constructor(readonly status: number) {
    super(`status ${status}`);
  }
}

function start() {
  const changes: boolean[] = [];
  const circuit = createCircuit((isOpen) => void changes.push(isOpen), { firstPauseMs: PAUSE_MS });
  let sent = 0;
  const ask = (outcome: Error | null) =>
    circuit.run(() => {
      sent += 1;
      return outcome ? Promise.reject(outcome) : Promise.resolve('answer');
    });
  const fail = async (times: number, error: Error = new Failed(503)) => {
    for (let time = 0; time < times; time += 1) await expect(ask(error)).rejects.toThrow(error.message);
  };
  return { circuit, ask, fail, changes, sent: () => sent };
}

describe('a circuit', () => {
  test('lets nothing through after three failures in a row', async () => {
    const { circuit, ask, fail, changes, sent } = start();
    await fail(3);

    await expect(ask(null)).rejects.toThrow(CircuitOpenError);
    expect(sent()).toBe(3);
    expect(circuit.pausedUntil).toBeGreaterThan(Date.now());
    expect(changes).toEqual([true]);
  });

  test('an answer in between begins the count anew', async () => {
    const { ask, fail } = start();
    await fail(2);
    await ask(null);
    await fail(2);

    await expect(ask(null)).resolves.toBe('answer');
  });

  test('after its pause one request tries, and an answer closes it', async () => {
    const { circuit, ask, fail, changes } = start();
    await fail(3);
    await sleep(PAUSE_MS + 10);

    let answer: (text: string) => void = () => undefined;
    const tried = circuit.run(() => new Promise<string>((resolve) => (answer = resolve)));
    await expect(ask(null)).rejects.toThrow(CircuitOpenError);
    answer('back');

    await expect(tried).resolves.toBe('back');
    expect(circuit.pausedUntil).toBeNull();
    expect(changes).toEqual([true, false]);
  });

  test('a try that fails doubles the pause', async () => {
    const { circuit, fail } = start();
    await fail(3);
    await sleep(PAUSE_MS + 10);
    await fail(1);

    expect((circuit.pausedUntil ?? 0) - Date.now()).toBeGreaterThan(PAUSE_MS);
  });

  test('a try that was not sent or was given up proves nothing', async () => {
    const { ask, fail } = start();
    await fail(3);
    await sleep(PAUSE_MS + 10);
    await fail(1, new NotSentError('day_budget'));

    await expect(ask(null)).rejects.toThrow(CircuitOpenError);
  });

  test('what the server dislikes about one request says nothing about the next', async () => {
    const { ask, fail } = start();
    await fail(10, new Failed(400));
    await fail(10, new NotSentError('call_limit'));

    await expect(ask(null)).resolves.toBe('answer');
  });

  test('a refused key keeps being refused', async () => {
    const { ask, fail } = start();
    await fail(3, new Failed(401));

    await expect(ask(null)).rejects.toThrow(CircuitOpenError);
  });

  test('is held as long as the server asks for', async () => {
    const { circuit, ask } = start();
    circuit.holdFor(40);

    await expect(ask(null)).rejects.toThrow(CircuitOpenError);
    await sleep(50);
    await expect(ask(null)).resolves.toBe('answer');
  });

  test('runs that were given up in the middle of a request say nothing about the model', async () => {
    const { ask, fail } = start();
    const abort = new AbortController();
    const silent = createServer(() => abort.abort());
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const address = silent.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const chat = createChatModel(
      {
        baseUrl: `http://127.0.0.1:${address.port}/v1`,
        apiKey: 'key',
        model: 'model',
        timeoutMs: 5_000,
        maxRetries: 0,
        isStreaming: false,
      },
      { maxOutputTokens: 10 },
    );
    const given: unknown = await chat
      .invoke('Hello', { signal: abort.signal })
      .catch((error: unknown) => error);
    silent.closeAllConnections();
    silent.close();
    expect(given).toBeInstanceOf(Error);

    await fail(3, new ModelCallError(given));

    await expect(ask(null)).resolves.toBe('answer');
  });
});
