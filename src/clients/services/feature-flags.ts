/** Feature flags of any service that speaks JSON over HTTP: those that the operator listed, and nothing else. */
import { z } from 'zod';
import { canonicalHash } from '../../shared/canonical-hash.js';
import { ConfigError, UpstreamError } from '../../shared/errors.js';
import type { ActionFlags, FlagReading, NamedFlag } from '../../../tools/actions/ports/flags.js';
import { parseJson } from '../parse-json.js';
import { readPath } from '../../shared/read-path.js';
import { callService } from './call-service.js';

export interface FlagSettings extends Pick<NamedFlag, 'name' | 'service' | 'risk'> {
  readonly readUrl: string;
  /** Where the value stands in the answer, with dots: `data.enabled`. Empty: the answer itself. */
  readonly readPath: string;
  readonly writeUrl: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly values: readonly {
    readonly name: string;
    /** What is read while the flag has this value. */
    readonly reads: string | number | boolean | null;
    /** Sent as JSON to give it this value. */
    readonly body?: unknown;
  }[];
}

const Scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const MAX_SHOWN = 100;

/** @param timeoutMs for one call, answer included. */
export function createFeatureFlags(settings: readonly FlagSettings[], timeoutMs: number): ActionFlags {
  const byName = new Map(settings.map((flag) => [flag.name, flag]));

  function get(name: string): FlagSettings {
    const flag = byName.get(name);
    if (flag) return flag;
    throw new ConfigError(`No flag named ${name} is configured; add it to actions.featureFlags.`);
  }

  const callOf = ({ name, headers }: FlagSettings, check: string) => ({
    label: `The service of the flag ${name}`,
    service: name,
    check: `${check} of the flag ${name}`,
    headers,
    timeoutMs,
  });

  return {
    describe(name) {
      const flag = byName.get(name);
      return (
        flag && { ...pick(flag), values: flag.values.map((value) => value.name), meaning: meaningOf(flag) }
      );
    },

    async read(name, signal) {
      const flag = get(name);
      const call = callOf(flag, 'readUrl');
      const answer = await callService({ ...call, url: new URL(flag.readUrl), method: 'GET', signal });
      const reading = Scalar.safeParse(readPath(parseJson(z.unknown(), answer.body), flag.readPath));
      if (!reading.success) {
        const where = flag.readPath === '' ? 'text, a number, true or false' : `a value at ${flag.readPath}`;
        throw new UpstreamError(name, `${call.label} did not answer with ${where}; check its readPath.`, {
          isRetryable: false,
        });
      }
      const known = flag.values.find(({ reads }) => reads === reading.data);
      const shown = JSON.stringify(reading.data).slice(0, MAX_SHOWN);
      return { value: known?.name ?? null, text: known?.name ?? shown, etag: strongTag(answer.headers) };
    },

    async write(name, value, { idempotencyKey, ifMatch, signal }) {
      const flag = get(name);
      const wanted = flag.values.find((one) => one.name === value);
      if (!wanted) throw new ConfigError(`The flag ${name} has no value ${value}; add it to its values.`);
      const headers = {
        ...flag.headers,
        'idempotency-key': idempotencyKey,
        ...(wanted.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(ifMatch === null ? {} : { 'if-match': ifMatch }),
      };
      await callService({
        ...callOf(flag, 'writeUrl'),
        url: new URL(flag.writeUrl),
        method: flag.method,
        headers,
        ...(wanted.body === undefined ? {} : { body: JSON.stringify(wanted.body) }),
        signal,
      });
    },
  };
}

function pick({ name, service, risk }: FlagSettings): Pick<NamedFlag, 'name' | 'service' | 'risk'> {
  return { name, service, risk };
}

/** What the name and its values stand for; holds no credential. */
function meaningOf({ readUrl, readPath, writeUrl, method, values }: FlagSettings): string {
  return canonicalHash([readUrl, readPath, writeUrl, method, values]);
}

/** A weak one does not promise that it is the same value; comparing by it is not allowed. */
function strongTag(headers: Headers): FlagReading['etag'] {
  const tag = headers.get('etag');
  return tag === null || tag.startsWith('W/') ? null : tag;
}
