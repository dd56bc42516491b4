/** A change that PagerDuty is asked for once, because whoever is paged twice is disturbed twice. */
import { UncertainOutcomeError, UpstreamError } from '../../shared/errors.js';

/** @throws UncertainOutcomeError when it may have been taken, and a look did not find it. */
export async function askOnce({
  ask,
  wasTaken,
  unclear,
}: {
  ask(): Promise<unknown>;
  wasTaken(): Promise<boolean>;
  /** What people have to look at. */
  readonly unclear: string;
}): Promise<void> {
  try {
    await ask();
  } catch (error) {
    if (!(error instanceof UpstreamError) || isCertain(error)) throw error;
    if (await wasTaken().catch(() => false)) return;
    throw new UncertainOutcomeError('pagerduty', `${error.message} ${unclear}`, { cause: error });
  }
}

/** Of a refusal PagerDuty has told the reason; anything else may have been taken. */
function isCertain({ status }: UpstreamError): boolean {
  return status !== undefined && status >= 400 && status < 500;
}
