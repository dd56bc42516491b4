/**
 * The last thing before a request leaves for the model: secrets and personal data in it are replaced. What cannot be looked
 * through is not sent: the error ends the run.
 */
import {
  AIMessage,
  createMiddleware,
  HumanMessage,
  SystemMessage,
  ToolMessage,
  type BaseMessage,
} from 'langchain';
import { RedactionError, type Redactor } from '../../privacy/redactor.js';

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
  const safe = (message: BaseMessage): BaseMessage => {
    const known = messages.get(message) ?? rebuild(message, redacted, redactor);
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

/** Takes over what was looked through and nothing else. */
function rebuild(message: BaseMessage, redacted: (text: string) => string, redactor: Redactor): BaseMessage {
  const content = redacted(textOf(message));
  if (HumanMessage.isInstance(message)) return new HumanMessage(content);
  if (SystemMessage.isInstance(message)) return new SystemMessage(content);
  if (ToolMessage.isInstance(message)) {
    const { tool_call_id, name, status } = message;
    return new ToolMessage({
      content,
      tool_call_id,
      ...(name === undefined ? {} : { name: redacted(name) }),
      ...(status === undefined ? {} : { status }),
    });
  }
  if (AIMessage.isInstance(message)) {
    return new AIMessage({
      content,
      tool_calls: (message.tool_calls ?? []).map(({ id, name, args }) => ({
        ...(id === undefined ? {} : { id }),
        name: redacted(name),
        args: argumentsOf(redactor.redactValue(args)),
        type: 'tool_call' as const,
      })),
    });
  }
  throw new RedactionError('A message of an unknown kind cannot be looked through.');
}

/** Pictures, files and whatever else a message may consist of are not looked through. */
function textOf(message: BaseMessage): string {
  if (typeof message.content === 'string') return message.content;
  if (message.content.every(({ type }) => type === 'text')) return message.text;
  throw new RedactionError('Only text can be looked through.');
}

function argumentsOf(value: unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value ?? {}));
}
