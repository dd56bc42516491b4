/**
 * The last thing before a request leaves for the model: secrets and personal data in it are replaced. What cannot be looked
 * through is not sent: the error ends the run.
 */
import { createMiddleware, SystemMessage, type BaseMessage } from 'langchain';
import type { Redactor } from '../../privacy/redactor.js';
import { rebuildMessage } from './rebuild-message.js';

/** Must stand last in the list of middleware: then nothing can add to a request any more. */
export function redactMessages(redactor: Redactor) {
  // Each is looked through once, and its bytes stay the same in every request, so that providers can cache them.
  const messages = new WeakMap<BaseMessage, BaseMessage>();
  const texts = new Map<string, string>();
  const redacted = (text: string): string => {
    const known = texts.get(text);
    if (known !== undefined) return known;
    const { text: safe } = redactor.redact(text);
    texts.set(text, safe);
    return safe;
  };
  const rewriting = { text: redacted, args: (args: unknown) => redactor.redactValue(args) };
  const safe = (message: BaseMessage): BaseMessage => {
    const known = messages.get(message) ?? rebuildMessage(message, rewriting);
    messages.set(message, known);
    return known;
  };
  return createMiddleware({
    name: 'RedactMessages',
    wrapModelCall: async (request, handler) =>
      handler({
        ...request,
        systemMessage: new SystemMessage(redacted(request.systemMessage.text)),
        messages: request.messages.map(safe),
      }),
  });
}
