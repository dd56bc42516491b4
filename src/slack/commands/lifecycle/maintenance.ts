import { UserInputError } from '../../../shared/errors.js';
import { buildHeldBack } from '../../blocks/answers/held-back.js';
import { mrkdwnMoment } from '../../blocks/kit/block-kit.js';
import { escapeSentence } from '../../blocks/kit/escape.js';
import { COMMAND } from '../../ids.js';
import { defineCommand } from '../command.js';
import { readReason, readSpan } from '../phrases.js';
import { sayMrkdwn, sayPlainly } from '../say.js';
import { withoutFirst, type Words } from '../words.js';

const SHOWN = 20;
const MAX_NAME = 200;

export const maintenance = defineCommand({
  verb: 'maintenance',
  aliases: ['waiting'],
  section: 'Work on it',
  forms: [
    [
      'maintenance checkout 2h <reason>',
      'until then its alerts open nothing; those that still fire do so then',
    ],
    ['maintenance end checkout', 'it is over already'],
    ['maintenance', 'what is under maintenance, and which alerts wait for what'],
  ],
  async run(words, { by, requestId, useCases }) {
    const [first = ''] = words.list;
    if (first === '') return buildHeldBack(await useCases.readHeldBack(SHOWN));
    if (/^(?:end|over|stop|done)$/i.test(first)) {
      const service = readService(withoutFirst(words).list[0]);
      const { isEnded, released } = await useCases.endMaintenance(by, service);
      return sayPlainly(
        isEnded
          ? `The maintenance of ${service} is over. ${describeReleased(released)}`
          : notDeclared(service),
      );
    }
    const { seconds, reason } = readTime(withoutFirst(words));
    const window = await useCases.declareMaintenance(by, {
      requestId,
      service: readService(first),
      seconds,
      reason,
    });
    const until = mrkdwnMoment(window.endsAt, '{date_short_pretty} {time}');
    return sayMrkdwn(
      `${escapeSentence(window.service, MAX_NAME)} is under maintenance until ${until}. Its alerts are kept and open nothing; those that still fire then will.`,
    );
  },
});

function readService(word: string | undefined): string {
  if (word !== undefined && word.length <= MAX_NAME) return word;
  throw new UserInputError(`Of which service? Say for example \`${COMMAND} maintenance end checkout\`.`);
}

/** @throws UserInputError saying what to write. */
function readTime({ text }: Words): { seconds: number; reason: string } {
  const span = readSpan(text.replace(/^for\s+/i, ''));
  const reason = span && readReason(span.rest);
  if (span && reason) return { seconds: span.seconds, reason };
  throw new UserInputError(
    `For how long, and why? Say for example \`${COMMAND} maintenance checkout 2h database upgrade\`.`,
  );
}

function notDeclared(service: string): string {
  return `No maintenance of ${service} lasts. What firewatch.yaml says is ended there.`;
}

function describeReleased(released: number): string {
  if (released === 0) return 'None of its alerts waited.';
  return released === 1
    ? 'An alert that waited opens an incident.'
    : `${released} alerts that waited open incidents.`;
}
