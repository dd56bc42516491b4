/** What can be seen from outside of an incident, in the local Slack and in the shop's monitoring, read anew each time. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Message } from '../slack/local-slack.js';
import type { DemoWorld } from '../world.js';
import { buttonsOf, firstNamed, keyOf, textOf } from './read-message.js';

export const CHANNEL = 'C0INCIDENTS';
const STEP_TIMEOUT_MS = 40_000;
const POLL_MS = 50;

export type IncidentWatch = ReturnType<typeof watchIncident>;

export function watchIncident({ slack, metrics, shop }: DemoWorld) {
  const services = shop.services.map(({ name }) => name);
  const messages = () => slack.control.messages(CHANNEL).filter((message) => message.botId !== undefined);
  const seen = new Set<string>();
  const cards = () => messages().filter((message) => message.threadTs === undefined);
  const isResolved = (message: Message) => /resolved after/i.test(textOf(message));
  const card = () => cards().find((message) => !seen.has(message.ts));
  const replies = () => messages().filter((message) => message.threadTs === card()?.ts);
  const reply = (kind: string) => replies().find((message) => keyOf(message).startsWith(`${kind}:`));
  function firingAlert(): string | undefined {
    const answer = metrics.query('ALERTS{alertstate="firing"}');
    const labels = answer.type === 'vector' ? answer.samples[0]?.labels : undefined;
    return labels && `${labels.values.get('alertname')} for ${labels.values.get('service') ?? 'the shop'}`;
  }

  return {
    isCalm: () => firingAlert() === undefined && cards().every(isResolved),
    forgetEarlier() {
      for (const message of cards()) seen.add(message.ts);
    },
    firingAlert,
    card,
    evidence: () => reply('evidence'),
    /** With its pictures. */
    chart: () =>
      replies().find(
        (message) =>
          keyOf(message).startsWith('chart:') && (message.blocks ?? []).some(({ type }) => type === 'image'),
      ),
    /** The service that the evidence names first. */
    suspect() {
      const evidence = reply('evidence');
      return evidence && firstNamed(textOf(evidence), services);
    },
    approvable() {
      for (const message of replies().toReversed()) {
        const actionId = buttonsOf(message).find((id) => id.endsWith('.approve'));
        if (actionId) return { message, actionId };
      }
      return undefined;
    },
    /** The proposal's card once its buttons are gone and the verdict is in. */
    ended(ts: string): Message | undefined {
      const message = replies().find((candidate) => candidate.ts === ts);
      return message &&
        /(verified|failed|not known|rejected|expired)/i.test(textOf(message)) &&
        buttonsOf(message).length === 0
        ? message
        : undefined;
    },
    resolvedCard(): Message | undefined {
      const message = card();
      return message && isResolved(message) ? message : undefined;
    },
  };
}

/** Throws with what it waited for. */
export async function until<T>(
  what: string,
  look: () => T | undefined,
  timeoutMs = STEP_TIMEOUT_MS,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const found = look();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error(`Waited ${timeoutMs / 1000} s for ${what}.`);
    await sleep(POLL_MS);
  }
}
