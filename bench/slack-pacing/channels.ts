/** A local Slack with one channel that gets limited and others that must not feel it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { createLocalSlack, type LocalSlack } from '../../demo/slack/local-slack.js';

const MEMBERS = ['U0ALICE', 'U0FIREWATCH'];
const LIMITED = 'C0LIMITED';
export const OTHERS = Array.from({ length: 12 }, (_, index) => `C0OTHER${index}`);
/** Seconds that Slack asks to wait in the limited channel. */
export const RETRY_AFTER_SECONDS = 5;
const ANSWER_MS = 100;

export async function startChannels(): Promise<LocalSlack> {
  const seed = (id: string) => ({ id, name: id.toLowerCase(), members: MEMBERS });
  const slack = createLocalSlack({ channels: [LIMITED, ...OTHERS].map(seed) });
  await slack.start();
  return slack;
}

/** One post into every channel, the limited one first; the others follow once Slack has said 429. */
export interface Poster {
  /** Says that `text` shall be posted in `channel`; returns at once. */
  post(channel: string, text: string): void;
  stop(): Promise<void>;
}

/** Milliseconds from the wish to the message in Slack, for each channel that is not limited. */
export async function measureRound(slack: LocalSlack, poster: Poster, round: string): Promise<number[]> {
  const wishedAt = new Map<string, number>();
  const delays: number[] = [];
  let isLimited: () => void = () => undefined;
  const limited = new Promise<void>((resolve) => (isLimited = resolve));
  slack.control.faults.add({
    kind: 'rate_limited',
    method: 'chat.postMessage',
    channel: LIMITED,
    retryAfterSeconds: RETRY_AFTER_SECONDS,
  });
  let isDone: () => void = () => undefined;
  const done = new Promise<void>((resolve) => (isDone = resolve));
  const stopWatching = slack.control.onChange(() => {
    for (const channel of OTHERS) {
      const at = wishedAt.get(channel);
      if (
        at === undefined ||
        !slack.control.messages(channel).some(({ text }) => text === `${round} ${channel}`)
      )
        continue;
      delays.push(performance.now() - at);
      wishedAt.delete(channel);
      if (delays.length === OTHERS.length) isDone();
    }
  });
  const poll = setInterval(() => {
    const isAnswered = slack.control
      .log()
      .some(
        (entry) => entry.kind === 'api' && entry.status === 429 && JSON.stringify(entry.args).includes(round),
      );
    if (isAnswered) isLimited();
  }, 1);
  try {
    poster.post(LIMITED, `${round} ${LIMITED}`);
    await limited;
    await sleep(ANSWER_MS); // the answer has reached the client
    for (const channel of OTHERS) {
      wishedAt.set(channel, performance.now());
      poster.post(channel, `${round} ${channel}`);
    }
    await done;
    return delays;
  } finally {
    clearInterval(poll);
    stopWatching();
  }
}
