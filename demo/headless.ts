/**
 * Plays one incident without a browser and tells it as a story. Only the fault and the click are ours; everything else is
 * watched from outside, in the local Slack and at the shop.
 */
import { readFileSync } from 'node:fs';
import type { Message } from './slack/local-slack.js';
import { startDemoWorld, type DemoWorld } from './world.js';

const CHANNEL = 'C0INCIDENTS';
const APPROVER = { id: 'U0ALICE', name: 'alice' };
/** How long the shop runs healthily first, so that there is something to compare with. */
const BASELINE_MS = 12_000;
/** A machine busy with starting everything can look ill to its own monitoring for a moment. */
const CALM_TIMEOUT_MS = 20_000;
const STEP_TIMEOUT_MS = 40_000;
const POLL_MS = 50;
const DETAIL = ' '.repeat(16);
const WIDTH = 120;

export interface StoryResult {
  readonly resolved: boolean;
  readonly approvedBy: string | null;
  /** From the alert's firing to the thread's first message. */
  readonly timeToThreadMs: number | null;
  /** From the alert's firing to the evidence in the thread. */
  readonly timeToEvidenceMs: number | null;
  /** Calls of fix endpoints, counted at the shop. */
  readonly executions: number;
  readonly verified: boolean;
}

/** Prints a line with the time, and below it what belongs to it. */
type Say = (text: string, details?: readonly string[]) => void;

/** Returns the exit code: 0 only when the approved fix resolved the incident. */
export async function playIncident(options: { fault: string }): Promise<number> {
  const startedAt = Date.now();
  const say: Say = (text, details = []) => {
    const seconds = ((Date.now() - startedAt) / 1000).toFixed(1).padStart(5);
    const lines = [`${seconds} s  ${text}`, ...details.flatMap((detail) => wrap(detail, DETAIL))];
    process.stdout.write(`${lines.join('\n')}\n`);
  };
  say('Starting a shop of six services, its monitoring, a local Slack and Firewatch.');
  const world = await startDemoWorld({ port: 0 });
  say('Firewatch is ready. The shop serves its customers; nothing is wrong yet.');
  try {
    const result = await play({ world, say }, options.fault);
    process.stdout.write(`${JSON.stringify(result)}\n`);
    return result.resolved && result.verified && result.executions === 1 ? 0 : 1;
  } catch (error) {
    process.stderr.write(`${String(error)}\nThe bot's last words:\n${tail(world.logFile)}\n`);
    return 1;
  } finally {
    await world.stop();
  }
}

async function play({ world, say }: { world: DemoWorld; say: Say }, faultName: string): Promise<StoryResult> {
  const watch = createWatch(world);
  await sleep(BASELINE_MS);
  await until('the shop to be calm', () => (watch.isCalm() ? true : undefined), CALM_TIMEOUT_MS);
  watch.forgetEarlier();
  const fault = world.shop.faults.inject(faultName);
  say(`FAULT  ${fault.title}.`);

  const alert = await until('an alert to fire', () => watch.firingAlert());
  const firedAt = Date.now();
  say(`ALERT  ${alert} fires.`);

  const card = await until('the incident thread', () => watch.card());
  const timeToThreadMs = Date.now() - firedAt;
  say(`THREAD ${headline(card)}`);

  const evidence = await until('the evidence', () => watch.evidence());
  const timeToEvidenceMs = Date.now() - firedAt;
  say('EVIDENCE', linesOf(evidence).slice(0, 9));

  const proposal = await until('a proposed fix', () => watch.approvable());
  say('PROPOSAL', linesOf(proposal.message).slice(0, 9));

  const click = await world.slack.control.people.click({
    user: APPROVER.id,
    channel: CHANNEL,
    ts: proposal.message.ts,
    actionId: proposal.actionId,
  });
  if (!click.ok) throw new Error(`The click was refused: ${click.message}`);
  say(`APPROVE ${APPROVER.name} presses the button.`);

  const verified = await until('the verification', () => watch.ended(proposal.message.ts));
  say('OUTCOME', linesOf(verified).slice(0, 6));

  const resolved = await until('the incident to resolve', () => watch.resolvedCard());
  say(`RESOLVED ${headline(resolved)}`);
  return {
    resolved: true,
    approvedBy: APPROVER.name,
    timeToThreadMs,
    timeToEvidenceMs,
    executions: world.shop.fixCalls().length,
    verified: /verified/i.test(textOf(verified)) && !/not verified/i.test(textOf(verified)),
  };
}

/** What can be seen in the workspace, read anew each time. */
function createWatch({ slack, metrics }: DemoWorld) {
  const messages = () => slack.control.messages(CHANNEL).filter((message) => message.botId !== undefined);
  const seen = new Set<string>();
  const cards = () => messages().filter((message) => message.threadTs === undefined);
  const isResolved = (message: Message) => /resolved after/i.test(textOf(message));
  const card = () => cards().find((message) => !seen.has(message.ts));
  const replies = () => messages().filter((message) => message.threadTs === card()?.ts);
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
    evidence: () => replies().find((message) => keyOf(message).startsWith('evidence:')),
    approvable() {
      for (const message of replies().toReversed()) {
        const actionId = buttonsOf(message).find((id) => id.endsWith('.approve'));
        if (actionId) return { message, actionId };
      }
      return undefined;
    },
    /** The proposal's card once its buttons are gone and the verdict is in. */
    ended(ts: string): Message | undefined {
      const message = replies().find((reply) => reply.ts === ts);
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

async function until<T>(what: string, look: () => T | undefined, timeoutMs = STEP_TIMEOUT_MS): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const found = look();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error(`Waited ${timeoutMs / 1000} s for ${what}.`);
    await sleep(POLL_MS);
  }
}

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Every text in the message's blocks, in order; a person reads the same. */
function textOf(message: Message): string {
  return linesOf(message).join('\n');
}

function linesOf(message: Message): string[] {
  const lines = plainWords((message.blocks ?? []).map(readBlock).join('\n'))
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return lines.length > 0 ? lines : [message.text];
}

/** Slack's codes for people, dates and special characters, as Slack shows them. */
function plainWords(text: string): string {
  return text
    .replace(/<!date\^[^|>]*\|([^>]*)>/g, '$1')
    .replace(/<@([A-Z0-9]+)>/g, (_, id: string) => `@${id === APPROVER.id ? APPROVER.name : id}`)
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

function wrap(text: string, indent: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    const isFull = last === undefined || last.length + 1 + word.length > WIDTH;
    if (isFull) lines.push(`${last === undefined ? indent : `${indent}  `}${word}`);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

/** Lists one item a line, everything else as it runs. */
function readBlock(value: unknown): string {
  if (Array.isArray(value)) return value.map(readBlock).join('');
  if (typeof value !== 'object' || value === null) return '';
  const { text, user_id: user, elements, fields, type, fallback } = value as Record<string, unknown>;
  if (type === 'actions' || type === 'button') return '';
  if (typeof text === 'string') return text;
  if (typeof user === 'string') return `@${user}`;
  if (type === 'date') return String(fallback);
  if (type === 'rich_text_list' && Array.isArray(elements))
    return `\n${elements.map(readBlock).join('\n')}\n`;
  return (
    readBlock(text) +
    readBlock(elements) +
    readBlock(fields) +
    (String(type).startsWith('rich_text_') ? '\n' : '')
  );
}

/** What kind of message it is, as the app itself marked it. */
function keyOf(message: Message): string {
  const payload = message.metadata?.['event_payload'];
  return typeof payload === 'object' && payload !== null && 'key' in payload ? String(payload.key) : '';
}

const headline = (message: Message) => linesOf(message)[0] ?? message.text;

function buttonsOf(message: Message): string[] {
  return (message.blocks ?? []).flatMap((block) => {
    const elements = block['elements'];
    if (block['type'] !== 'actions' || !Array.isArray(elements)) return [];
    return elements.flatMap((element: Record<string, unknown>) =>
      typeof element['action_id'] === 'string' ? [element['action_id']] : [],
    );
  });
}

function tail(path: string): string {
  try {
    return readFileSync(path, 'utf8').split('\n').slice(-15).join('\n');
  } catch {
    return '(none)';
  }
}
