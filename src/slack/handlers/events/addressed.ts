/**
 * Somebody wrote to the bot: a command or a question. In an incident's thread everything works, about that incident.
 * Elsewhere questions are answered and reading commands run; what changes something belongs where others see it.
 */
import type { Incident } from '../../../incidents/incident.js';
import { errorMessage, UserInputError } from '../../../shared/errors.js';
import type { SlackEvent } from '../../../workflows/slack-input.js';
import type { Person } from '../../../workflows/use-cases.js';
import type { MessageContent } from '../../blocks/kit/block-kit.js';
import { cutText } from '../../blocks/kit/escape.js';
import { parseCommand } from '../../commands/parse.js';
import { sayPlainly } from '../../commands/say.js';
import { findNamed } from '../../commands/target.js';
import { toWords } from '../../commands/words.js';
import { COMMAND } from '../../ids.js';
import { toPlainText } from '../../plain-text.js';
import { readAddressed } from '../read-addressed.js';
import { withColon } from '../written-as-command.js';
import type { HandlerDeps } from '../handler-deps.js';

type Addressed = Extract<SlackEvent, { type: 'addressed' }>;

/** They change nothing, so they work everywhere. */
const READING: ReadonlySet<string> = new Set([
  'list',
  'show',
  'timeline',
  'runbook',
  'changes',
  'oncall',
  'catchup',
  'stats',
  'digest',
  'audit',
  'help',
  'ask',
]);
/** Longest title of a conversation that can be read at a glance. */
const TITLE = 80;

/** Null when there is nothing to say but the answer, which is posted where it was asked. */
export async function handleAddressed(
  deps: HandlerDeps,
  by: Person,
  requestId: string,
  event: Addressed,
): Promise<MessageContent | null> {
  const { useCases } = deps;
  const { channelId, ts, threadTs, isDirect } = event;
  const here =
    isDirect || threadTs === null ? undefined : await useCases.findIncidentByThread({ channelId, threadTs });
  const wish = readAddressed(event.text);
  if (wish.kind === 'question') {
    await ask(deps, by, requestId, event, wish.text, here ?? null);
    const meant = here && withColon(wish.text);
    return meant === undefined
      ? null
      : sayPlainly(`Taken as a question. If it is to be kept, write it with a colon: ${meant}`);
  }
  const { command, words } = parseCommand(wish.text);
  if (!here && !READING.has(command.verb)) {
    throw new UserInputError(
      `\`${command.verb}\` changes something, so it works where others see it: in the incident's thread, or with \`${COMMAND} ${command.verb} …\` in its channel. Here I only answer questions and read.`,
    );
  }
  // No form opens here, so the words have to do; a command that needs more of them says so.
  const context = { by, requestId, channelId, incident: here ?? null, useCases };
  if (isDirect) await startConversation(deps, event, threadTs ?? ts);
  return command.run(words, context);
}

async function ask(
  deps: HandlerDeps,
  by: Person,
  requestId: string,
  event: Addressed,
  question: string,
  here: Incident | null,
): Promise<void> {
  const { useCases } = deps;
  const { channelId, ts, threadTs, isDirect } = event;
  const thread = threadTs ?? ts;
  const named = await findNamed(useCases, question);
  if (isDirect) await startConversation(deps, event, thread);
  const meant = here ?? named;
  await useCases.askQuestion(by, {
    requestId,
    incidentId: meant?.id ?? null,
    question,
    place: here ? null : { channel: channelId, threadTs: thread },
  });
}

/** In the agent pane: what it is about, and that somebody is at work. Neither is worth an answer's failing. */
async function startConversation(
  { client, log }: Pick<HandlerDeps, 'client' | 'log'>,
  { channelId, threadTs, text }: Addressed,
  thread: string,
): Promise<void> {
  const about = { channel_id: channelId, thread_ts: thread };
  const title = cutText(toWords(toPlainText(text)).list.join(' '), TITLE);
  try {
    await client.assistant.threads.setStatus({ ...about, status: 'is looking at the evidence …' });
    if (threadTs === null && title !== '') await client.assistant.threads.setTitle({ ...about, title });
  } catch (error) {
    log.info({ reason: errorMessage(error) }, 'status or title of a conversation could not be set');
  }
}
