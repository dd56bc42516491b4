/** Remembers, for each outside system, when it last did what was asked and when and why it last did not. In memory. */
import type { Clock } from '../shared/clock.js';
import { errorMessage, UpstreamError } from '../shared/errors.js';

export interface ConnectionRecord {
  readonly lastSuccessAt: Date | null;
  readonly lastFailureAt: Date | null;
  /** What the last failure was; null without one. */
  readonly problem: string | null;
}

export interface ConnectionHealthLog {
  succeeded(name: string): void;
  failed(name: string, error: unknown): void;
  /** The same object; whatever its methods promise is recorded under `name`. */
  watch<T extends object>(name: string, part: T): T;
  of(name: string): ConnectionRecord;
}

const NOTHING: ConnectionRecord = { lastSuccessAt: null, lastFailureAt: null, problem: null };

export function createConnectionHealthLog(clock: Clock): ConnectionHealthLog {
  const records = new Map<string, ConnectionRecord>();

  function of(name: string): ConnectionRecord {
    return records.get(name) ?? NOTHING;
  }
  function succeeded(name: string): void {
    records.set(name, { ...of(name), lastSuccessAt: clock.now() });
  }
  function failed(name: string, error: unknown): void {
    records.set(name, { ...of(name), lastFailureAt: clock.now(), problem: errorMessage(error) });
  }
  function settle(name: string, result: Promise<unknown>): void {
    result.then(
      () => succeeded(name),
      (error: unknown) => {
        if (isAnswer(error)) succeeded(name);
        else if (error instanceof UpstreamError) failed(name, error);
      },
    );
  }

  return {
    succeeded,
    failed,
    of,
    watch(name, part) {
      return new Proxy(part, {
        get(target, key) {
          const member: unknown = Reflect.get(target, key);
          if (typeof member !== 'function') return member;
          return (...inputs: unknown[]): unknown => {
            const result: unknown = Reflect.apply(member, target, inputs);
            if (result instanceof Promise) settle(name, result);
            return result;
          };
        },
      });
    },
  };
}

/** Refusing what we asked (a query it does not understand) is an answer: the connection works. */
function isAnswer(error: unknown): boolean {
  const status = error instanceof UpstreamError ? error.status : undefined;
  return status !== undefined && status >= 400 && status < 500 && ![401, 403, 429].includes(status);
}
