/**
 * Does what a stored command, click, form, shortcut or event asks for and answers the person who did it, for their eyes
 * only. Runs as a job, at least once: what the same person has dealt with already counts as done.
 */
import { randomUUID } from 'node:crypto';
import { UserInputError } from '../shared/errors.js';
import type { SlackInput } from '../workflows/use-cases.js';
import type { StrangersDecision } from '../workflows/use-cases/remediation.js';
import type { MessageContent } from './blocks/kit/block-kit.js';
import { sayPlainly } from './commands/say.js';
import { createIsStranger, STRANGER } from './connection/own-team.js';
import { handleAction } from './handlers/handle-action.js';
import { handleCommand } from './handlers/handle-command.js';
import { handleEvent } from './handlers/handle-event.js';
import { handleShortcut } from './handlers/handle-shortcut.js';
import { handleView, readMetadata } from './handlers/handle-view.js';
import type { HandlerDeps } from './handlers/handler-deps.js';
import { ACTIONS } from './ids.js';
import { fillWithNotice } from './modals/fill-form.js';
import type { Recipient } from './tell.js';

export type InputHandler = (input: SlackInput) => Promise<void>;

export function createInputHandler(deps: HandlerDeps): InputHandler {
  const { tell, log, useCases } = deps;
  const isStranger = createIsStranger(deps);

  return async (input) => {
    if (await isStranger(input.teamId)) {
      await turnAway(input);
      return;
    }
    let answer: MessageContent | null;
    try {
      answer = await handle(deps, input);
    } catch (error) {
      if (!expectsAnswer(input) && !(error instanceof UserInputError)) throw error; // the job is tried again
      answer = sayPlainly(explain(error, input));
    }
    if (answer) await tell(recipientOf(input), answer);
    await refreshHome(input.userId);
  };

  /** Neither done nor read: not even which incidents there are is a stranger's to know. */
  async function turnAway(input: SlackInput): Promise<void> {
    log.info({ kind: input.kind, teamId: input.teamId }, 'slack input of another workspace refused');
    const decision = readDecision(input);
    if (decision) await useCases.refuseStranger({ slackUserId: input.userId }, decision);
    const modalId = 'modalId' in input ? input.modalId : null;
    if (modalId !== null && (await fillWithNotice(deps, modalId, STRANGER))) return;
    if (expectsAnswer(input)) await tell(recipientOf(input), sayPlainly(STRANGER));
  }

  /** What a person did shows at once on their own Home tab. */
  async function refreshHome(slackUserId: string): Promise<void> {
    try {
      await useCases.refreshHome(slackUserId);
    } catch (error) {
      log.warn({ err: error }, 'a Home tab could not be refreshed');
    }
  }

  /** The sentence for the person; what is not theirs to mend is logged under the reference they get. */
  function explain(error: unknown, input: SlackInput): string {
    if (error instanceof UserInputError) {
      log.info({ kind: input.kind, code: error.code }, 'slack input refused');
      return error.message;
    }
    const reference = randomUUID().slice(0, 8);
    log.error({ err: error, reference, kind: input.kind, inputId: input.id }, 'slack input failed');
    return `That did not work, and it is our fault, not yours. Try again in a minute; if it stays so, tell the operator reference \`${reference}\`.`;
  }
}

const VERDICTS: ReadonlyMap<string, StrangersDecision['verdict']> = new Map([
  [ACTIONS.approveProposal, 'approve'],
  [ACTIONS.rejectProposal, 'reject'],
  [ACTIONS.cancelProposal, 'stop'],
]);

/** Undefined for what decides about no fix. */
function readDecision(input: SlackInput): StrangersDecision | undefined {
  const verdict = input.kind === 'action' ? VERDICTS.get(input.actionId) : undefined;
  return input.kind === 'action' && verdict !== undefined
    ? { subject: input.value, verdict, sentence: STRANGER }
    : undefined;
}

/** Null when nothing has to be said. */
async function handle(deps: HandlerDeps, input: SlackInput): Promise<MessageContent | null> {
  switch (input.kind) {
    case 'command':
      return handleCommand(deps, input);
    case 'action':
      return handleAction(deps, input);
    case 'view':
      return handleView(deps, input);
    case 'shortcut':
      return handleShortcut(deps, input);
    case 'event':
      return handleEvent(deps, input);
  }
}

/** Nobody who opens a tab, joins a channel or adds an emoji waits for words; the work itself must not be lost. */
function expectsAnswer(input: SlackInput): boolean {
  return input.kind !== 'event' || input.event.type === 'addressed';
}

function recipientOf(input: SlackInput): Recipient {
  const nowhere = { userId: input.userId, responseUrl: null, channelId: null, threadTs: null };
  switch (input.kind) {
    case 'command':
      return { ...nowhere, responseUrl: input.responseUrl, channelId: input.channelId };
    case 'action':
      return {
        ...nowhere,
        responseUrl: input.responseUrl,
        channelId: input.channelId || null,
        threadTs: input.threadTs,
      };
    case 'view': {
      const { channelId = null, threadTs = null } = readMetadata(input.metadata) ?? {};
      return { ...nowhere, channelId, threadTs };
    }
    case 'shortcut':
      return {
        ...nowhere,
        responseUrl: input.responseUrl,
        channelId: input.message?.channelId ?? null,
        threadTs: input.message?.threadTs ?? null,
      };
    case 'event':
      return { ...nowhere, ...placeOf(input.event) };
  }
}

function placeOf(event: Extract<SlackInput, { kind: 'event' }>['event']): Partial<Recipient> {
  switch (event.type) {
    case 'addressed':
      return { channelId: event.channelId, threadTs: event.threadTs ?? (event.isDirect ? event.ts : null) };
    case 'home_opened':
      return {};
    default:
      return { channelId: event.channelId };
  }
}
