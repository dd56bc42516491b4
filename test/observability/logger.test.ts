import { describe, expect, test } from '@jest/globals';
import { createLogger } from '../../src/observability/logger.js';
import { foundIn, plantCanaries } from '../helpers/canaries.js';

function startLog() {
  const lines: string[] = [];
  const log = createLogger({ level: 'trace', destination: { write: (line) => void lines.push(line) } });
  return { log, lines, last: (): unknown => JSON.parse(lines.at(-1) ?? '') };
}

describe('the log', () => {
  test.each(plantCanaries().map((canary) => [canary.kind, canary] as const))(
    'holds no %s, in a field, in a nested one, in a message, in an error or its cause',
    (_, canary) => {
      const { log, lines } = startLog();

      log.info({ said: canary.text }, 'said');
      log.child({ person: canary.text }).info({ deep: [{ er: { text: canary.text } }] }, canary.text);
      log.error({ err: new Error(canary.text, { cause: new Error(canary.text) }) }, 'failed');

      expect(lines).toHaveLength(3);
      expect(foundIn(lines.join(''), [canary])).toEqual([]);
      for (const line of lines) expect(() => JSON.parse(line) as unknown).not.toThrow();
    },
  );

  test('gives the same value the same placeholder in every line', () => {
    const { log, lines } = startLog();

    log.info({ who: 'ada@example.com' }, 'one');
    log.info({ who: 'ada@example.com' }, 'two');

    const [one, two] = lines.map((line) => /<person:email:\d+>/.exec(line)?.[0]);
    expect(one).toBeDefined();
    expect(two).toBe(one);
  });

  test('keeps what is needed to find the cause', () => {
    const { log, last } = startLog();
    const fields = {
      incident: 'INC-7',
      modelCalls: 3,
      inputTokens: 5120,
      durationMs: 17,
      by: 'U012AB3CD',
      url: 'http://127.0.0.1:8080',
    };

    log.warn(fields, 'token refused; it will be tried again');

    expect(last()).toMatchObject({ level: 'warn', msg: 'token refused; it will be tried again', ...fields });
  });

  test('withholds a line that cannot be looked through, and says so', () => {
    const { log, lines, last } = startLog();
    let nested: unknown = 'password=hunter2';
    for (let depth = 0; depth < 100; depth += 1) nested = { nested };

    log.info({ nested }, 'deep');

    expect(lines.join('')).not.toContain('hunter2');
    expect(last()).toMatchObject({ level: 'error', msg: expect.stringContaining('withheld') });
  });
});
