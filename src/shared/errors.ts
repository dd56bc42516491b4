/**
 * The kinds of failure Firewatch tells apart, by who can act on them. Anything that is none of these is our own bug.
 * Thrown inside, caught at the boundaries only (Slack listener, intake route, job runner, tool wrapper, main).
 */

/** Base of all errors with a stable, machine-readable `code`. */
export abstract class FirewatchError extends Error {
  abstract readonly code: string;

  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** The person who asked can mend this; `message` tells them how and may be shown to them. */
export class UserInputError extends FirewatchError {
  readonly code = 'user_input';
}

/** The operator can mend this; `message` names the variable or the file and line. */
export class ConfigError extends FirewatchError {
  readonly code = 'config';
}

/** Another system answered wrongly or not at all. */
export class UpstreamError extends FirewatchError {
  readonly code = 'upstream';
  /** Name of the system, as people know it: `prometheus`, `pagerduty`, … */
  readonly service: string;
  /** HTTP status, when there was an answer. */
  readonly status: number | undefined;
  /** Whether the same call may succeed later without anybody changing anything. */
  readonly isRetryable: boolean;

  constructor(
    service: string,
    message: string,
    options: { status?: number; isRetryable: boolean; cause?: unknown },
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.service = service;
    this.status = options.status;
    this.isRetryable = options.isRetryable;
  }
}

/** What went wrong, for logs and fallbacks; never for Slack. */
export function errorMessage(error: unknown): string {
  return isWithMessage(error) ? error.message : String(error);
}

/** Libraries also throw and emit copies of errors, which are no errors any more. */
function isWithMessage(error: unknown): error is { readonly message: string } {
  return (
    typeof error === 'object' && error !== null && 'message' in error && typeof error.message === 'string'
  );
}

/** The call may or may not have taken effect (time-out or broken connection after sending). Never repeat it blindly. */
export class UncertainOutcomeError extends UpstreamError {
  constructor(service: string, message: string, options: { cause?: unknown } = {}) {
    super(service, message, { isRetryable: false, ...options });
  }
}
