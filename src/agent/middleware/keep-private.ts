/**
 * An incident may become private while a model works on it, and so may others that were told of: asked before each request,
 * so that none is sent any more about the one, and none with what was said of the others.
 */
import { createMiddleware, type BaseMessage } from 'langchain';
import { incidentsIn, withholdLines, withholdValues } from '../../incidents/mentions.js';
import { NotSentError, StoreFailedError } from '../model-error.js';
import { withoutTyped } from '../briefing/seen-only.js';
import { rebuildMessage } from './rebuild-message.js';

export interface KeepPrivateDeps {
  /** Whether the incident itself is private now. */
  readonly isPrivate: () => Promise<boolean>;
  /** Which incidents of these numbers are private now. Left out where there are no others. */
  readonly privateAmong?: (numbers: readonly number[]) => Promise<ReadonlySet<number>>;
}

/** @throws NotSentError inside the run when `isPrivate` says so. */
export function keepPrivate({ isPrivate, privateAmong }: KeepPrivateDeps) {
  return createMiddleware({
    name: 'KeepPrivate',
    async wrapModelCall(request, handler) {
      const mayNotLeave = await isPrivate().catch(failed);
      if (mayNotLeave) throw new NotSentError('private');
      const numbers = numbersIn(request.messages);
      if (!privateAmong || numbers.length === 0) return handler(request);
      const hidden = await privateAmong(numbers).catch(failed);
      if (hidden.size === 0) return handler(request);
      const rewriting = {
        text: (text: string) => withoutTyped(text, (part) => withholdLines(part, hidden)),
        args: (args: unknown) => withholdValues(args, hidden),
      };
      return handler({
        ...request,
        messages: request.messages.map((message) => rebuildMessage(message, rewriting)),
      });
    },
  });
}

function numbersIn(messages: readonly BaseMessage[]): readonly number[] {
  const texts = messages.map((message) =>
    JSON.stringify([message.content, 'tool_calls' in message ? message.tool_calls : null]),
  );
  return [...new Set(texts.flatMap(incidentsIn))];
}

function failed(error: unknown): never {
  throw new StoreFailedError(error);
}
