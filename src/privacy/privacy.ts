/** The redactor of each incident, all from one key of the installation. */
import { createHmac } from 'node:crypto';
import { createRedactor, type Redactor, type RedactorOptions } from './redactor.js';

export interface Privacy {
  /**
   * For one incident, or one question about none. The same subject gets the same placeholders at any time and in every
   * replica; no placeholder can be compared with those of another subject.
   */
  redactorFor(subject: string, options?: Pick<RedactorOptions, 'isForPeople'>): Promise<Redactor>;
}

/** `readKey` is asked once, when it is first needed; a failure is asked again. At least 16 bytes. */
export function createPrivacy(readKey: () => Promise<string>): Privacy {
  let key: Promise<string> | undefined;
  return {
    async redactorFor(subject, options = {}) {
      key ??= readKey();
      const installation = await key.catch((error: unknown) => {
        key = undefined;
        throw error;
      });
      return createRedactor({
        ...options,
        key: createHmac('sha256', installation).update(subject).digest(),
      });
    },
  };
}
