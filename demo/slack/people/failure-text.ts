import type { FailureReason } from '../delivery/envelope.js';

/** What Slack tells a person when the app did not take a command. */
export function failureText(command: string, reason: FailureReason): string {
  switch (reason) {
    case 'http_timeout':
      return `${command} failed with the error "operation_timeout"`;
    case 'not_connected':
      return `${command} failed because the app did not respond`;
    case 'http_error':
    case 'connection_failed':
      return `${command} failed with the error "dispatch_failed"`;
  }
}
