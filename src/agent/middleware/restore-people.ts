/** A tool that looks for a person's address has to be given it: what the model was shown is a placeholder. Secrets stay. */
import { createMiddleware } from 'langchain';
import type { Redactor } from '../../privacy/redactor.js';

/** Must stand just outside of what runs the tools, so that nothing else sees the address. */
export function restorePeople(redactor: Pick<Redactor, 'restoreValue'>) {
  return createMiddleware({
    name: 'RestorePeople',
    wrapToolCall: (request, handler) =>
      handler({
        ...request,
        toolCall: { ...request.toolCall, args: redactor.restoreValue(request.toolCall.args) },
      }),
  });
}
