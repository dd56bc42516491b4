/** What became of one try to show a message. Failures are values here; errors end at this border. */
import { classifyFailure, type SlackFailure } from './slack-failure.js';

export type SendOutcome =
  | {
      readonly kind: 'posted' | 'edited' | 'adopted';
      readonly channel: string;
      /** Null for what has no place in history. */
      readonly ts: string | null;
    }
  /** The thread's first message is gone; Slack posted into the channel and we took it back. */
  | { readonly kind: 'parent_missing' }
  /** Somebody else has the message now. */
  | { readonly kind: 'lease_lost' }
  | { readonly kind: 'failed'; readonly failure: SlackFailure };

export type Attempt<T> =
  | { readonly value: T; readonly failure?: undefined }
  | { readonly value?: undefined; readonly failure: SlackFailure };

export async function attempt<T>(call: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { value: await call() };
  } catch (error) {
    return { failure: classifyFailure(error) };
  }
}

/** A call that posts or edits a message in a channel. */
export async function attemptInChannel<T>(call: () => Promise<T>): Promise<Attempt<T>> {
  const done = await attempt(call);
  if (done.failure?.kind !== 'rate_limited') return done;
  return { failure: { ...done.failure, isOfChannel: true } };
}

export const failed = (failure: SlackFailure): SendOutcome => ({ kind: 'failed', failure });

/** The app has no permission for this; nothing else is wrong. */
export function isForbidden(failure: SlackFailure): boolean {
  return (
    failure.kind === 'permanent' && (failure.error === 'missing_scope' || failure.error === 'no_permission')
  );
}

/** Whatever keeps us from looking, the message may be there already: nothing is posted and nothing given up before we know. */
export function lookAgain(failure: SlackFailure): SlackFailure {
  if (failure.kind !== 'permanent') return failure;
  const { error, advice } = failure;
  return { kind: 'temporary', isCertain: false, error: `${error}: ${advice}`, refusedLook: error };
}
