/** A message made anew from what was looked through, and from nothing else. */
import { AIMessage, HumanMessage, SystemMessage, ToolMessage, type BaseMessage } from 'langchain';
import { RedactionError } from '../../privacy/redactor.js';

export interface Rewriting {
  readonly text: (text: string) => string;
  /** Of a call's arguments: an object, or what there is of one. */
  readonly args: (args: unknown) => unknown;
}

/** @throws RedactionError for what is no text, and for kinds of messages that nobody here sends. */
export function rebuildMessage(message: BaseMessage, { text, args }: Rewriting): BaseMessage {
  const content = text(textOf(message));
  if (HumanMessage.isInstance(message)) return new HumanMessage(content);
  if (SystemMessage.isInstance(message)) return new SystemMessage(content);
  if (ToolMessage.isInstance(message)) {
    const { tool_call_id, name, status } = message;
    return new ToolMessage({
      content,
      tool_call_id,
      ...(name === undefined ? {} : { name: text(name) }),
      ...(status === undefined ? {} : { status }),
    });
  }
  if (AIMessage.isInstance(message)) {
    return new AIMessage({
      content,
      tool_calls: (message.tool_calls ?? []).map(({ id, name, args: given }) => ({
        ...(id === undefined ? {} : { id }),
        name: text(name),
        args: Object.fromEntries(Object.entries(args(given) ?? {})),
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
