/** An answer that grows in the thread of its question, as the delivery engine streams it to a local Slack. */
import type { MessageRequest } from '../../../src/incidents/ports/message.js';
import { context } from '../../../src/slack/blocks/kit/block-kit.js';
import type { Render, StreamTask } from '../../../src/slack/delivery/rendered.js';
import { CHANNEL, useEngine, type EngineOptions } from './engine.js';

export const ALICE = 'U0ALICE';
export const SETTINGS = { stream: { maxStreamMs: 240_000, maxStreamCharacters: 300 } };

/** Call at the top of a test file. */
export function useGrowingAnswer() {
  const { messages, openEngine, settled, startSlack } = useEngine();

  /** Somebody asks in a channel; the answer belongs into the thread of the question. */
  async function ask({ channel = CHANNEL, ...options }: EngineOptions & { channel?: string } = {}) {
    const slack = options.slack ?? (await startSlack());
    const question = slack.control.people.say({ user: ALICE, channel, text: 'why?' });
    const answer = { text: '', isFinished: false, tasks: [] as readonly StreamTask[] };
    const render: Render = () =>
      Promise.resolve({
        text: answer.text || 'Looking…',
        blocks: [{ type: 'markdown', text: answer.text || 'Looking…' }],
        notBefore: new Date(Date.now() - 60_000),
        way: {
          kind: 'stream',
          markdown: answer.text,
          isFinished: answer.isFinished,
          tasks: answer.tasks,
          recipient: ALICE,
          closing: [context('It rests on E1.')],
        },
      });
    const engine = await openEngine({ settings: SETTINGS, render, ...options, slack });
    const request: MessageRequest = {
      kind: 'answer',
      incidentId: null,
      subjectId: 'question-1',
      place: { channel, threadTs: question.ts },
    };
    return {
      ...engine,
      request,
      /** Adds to the answer and waits until Slack has it. */
      async say(text: string, isFinished = false) {
        answer.text += text;
        answer.isFinished = isFinished;
        await messages.touch(request);
        await settled(`said ${text.slice(0, 20)}`);
      },
      touch: (text: string, isFinished = false) => {
        answer.text += text;
        answer.isFinished = isFinished;
        return messages.touch(request);
      },
      answer,
      parts: () => slack.control.messages(channel).filter(({ threadTs }) => threadTs === question.ts),
    };
  }

  return { ask, messages, settled, startSlack };
}

/** What people read, over all parts. */
export const read = (parts: readonly { text: string; blocks?: readonly unknown[] | undefined }[]) =>
  parts
    .map(({ text, blocks = [] }) => {
      const [first] = blocks as readonly { type?: string; text?: unknown }[];
      return first?.type === 'markdown' && typeof first.text === 'string' ? first.text : text;
    })
    .join('');

export const sentence = (number: number) => `Sentence number ${number} says something of its own. `;
