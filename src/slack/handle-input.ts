/**
 * Does what a stored command or click asks for and answers the person who did it, for their eyes only. Runs as a job, at
 * least once: acknowledging or resolving what the same person has dealt with already counts as done.
 */
import { randomUUID } from 'node:crypto';
import { incidentLabel, type Actor, type Incident } from '../incidents/incident.js';
import type { Logger } from '../observability/logger.js';
import { UserInputError } from '../shared/errors.js';
import { isId, type ProposalId } from '../shared/ids.js';
import type { Person, SlackInput, UseCases } from '../workflows/use-cases.js';
import { mrkdwnMention, type MessageContent } from './blocks/block-kit.js';
import { escapeMrkdwn, escapeSentence } from './blocks/escape.js';
import { buildHelp } from './blocks/help.js';
import { buildIncidentCard } from './blocks/incident-card.js';
import { buildIncidentList } from './blocks/incident-list.js';
import { parseCommand, type Command } from './commands.js';
import { ACTIONS, COMMAND } from './ids.js';
import type { Respond } from './respond.js';

export type InputHandler = (input: SlackInput) => Promise<void>;

const LIST_LENGTH = 20;

export function createInputHandler(deps: {
  useCases: Omit<UseCases, 'acceptSlackInput'>;
  reply: Respond;
  log: Logger;
}): InputHandler {
  const { useCases, reply, log } = deps;

  async function find(number: number): Promise<Incident> {
    const incident = await useCases.findIncident(number);
    if (incident) return incident;
    throw new UserInputError(`There is no INC-${number}. \`${COMMAND} list\` shows the unresolved ones.`);
  }

  async function run(by: Person, command: Command, requestId: string): Promise<MessageContent> {
    switch (command.kind) {
      case 'help':
        return buildHelp();
      case 'mistake':
        return say(escapeSentence(command.sentence, 1000));
      case 'list': {
        const incidents = await useCases.listIncidents(LIST_LENGTH + 1);
        return buildIncidentList(incidents.slice(0, LIST_LENGTH), {
          hasMore: incidents.length > LIST_LENGTH,
        });
      }
      case 'show': {
        const view = await useCases.readIncident((await find(command.number)).id);
        if (!view) throw new UserInputError(`INC-${command.number} is gone.`);
        return buildIncidentCard(view);
      }
      case 'new': {
        const { title, severity, service } = command;
        const incident = await useCases.declareIncident(by, { requestId, title, severity, service });
        return say(
          `${incidentLabel(incident)} is open. Its thread is in ${channelMrkdwn(incident.channel)}.`,
        );
      }
      case 'ack': {
        const incident = await find(command.number);
        if (!isBy(incident.acknowledgedBy, by)) await useCases.acknowledgeIncident(by, incident.id);
        return say(`${incidentLabel(incident)} is yours, ${mrkdwnMention(by.slackUserId)}.`);
      }
      case 'resolve': {
        const incident = await find(command.number);
        if (!isBy(incident.resolvedBy, by)) await useCases.resolveIncident(by, incident.id);
        return say(`${incidentLabel(incident)} is resolved.`);
      }
    }
  }

  async function decide(input: Extract<SlackInput, { kind: 'action' }>): Promise<MessageContent> {
    const isApproval = input.actionId === ACTIONS.approveProposal;
    if ((!isApproval && input.actionId !== ACTIONS.rejectProposal) || !isId(input.value)) {
      throw new UserInputError('This button belongs to another version of Firewatch; nothing was done.');
    }
    const result = await useCases.decideProposal(
      { slackUserId: input.userId },
      {
        proposalId: input.value as ProposalId,
        verdict: isApproval ? 'approve' : 'reject',
        channelId: input.channelId,
      },
    );
    return say(mentionIds(escapeSentence(result.sentence, 1000)));
  }

  return async (input) => {
    let answer: MessageContent;
    try {
      answer =
        input.kind === 'command'
          ? await run({ slackUserId: input.userId }, parseCommand(input.text), input.id)
          : await decide(input);
    } catch (error) {
      answer = say(explain(error, input));
    }
    await reply(input.responseUrl, answer, input.kind === 'action' ? input.threadTs : null);
  };

  /** The sentence for the person; what is not theirs to mend is logged under the reference they get. */
  function explain(error: unknown, input: SlackInput): string {
    if (error instanceof UserInputError) {
      log.info({ kind: input.kind, code: error.code }, 'slack input refused');
      return escapeSentence(error.message, 1000);
    }
    const reference = randomUUID().slice(0, 8);
    log.error({ err: error, reference, kind: input.kind, inputId: input.id }, 'slack input failed');
    return `That did not work, and it is our fault, not yours. Try again in a minute; if it stays so, tell the operator reference \`${reference}\`.`;
  }
}

const say = (text: string): MessageContent => ({ text, blocks: [] });

const isBy = (actor: Actor | null, person: Person) =>
  actor?.kind === 'person' && actor.id === person.slackUserId;

/** Slack user ids in our own sentences, as mentions. Nobody is rung: one person sees the answer. */
function mentionIds(sentence: string): string {
  return sentence.replace(/\b[UW](?=[A-Z0-9]*\d)[A-Z0-9]{4,30}\b/g, (id) => mrkdwnMention(id));
}

function channelMrkdwn(channel: string): string {
  return /^[CG][A-Z0-9]{2,30}$/.test(channel) ? `<#${channel}>` : escapeMrkdwn(channel, 80);
}
