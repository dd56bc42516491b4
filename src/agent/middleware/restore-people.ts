/** A tool that looks for a person's address has to be given it: what the model was shown is a placeholder. Secrets stay. */
import { createMiddleware } from 'langchain';
import type { Redactor } from '../../privacy/redactor.js';

/**
 * Must stand just outside of what runs the tools, so that nothing else sees the address. `outside` names the tools that get
 * the placeholders themselves.
 */
export function restorePeople(redactor: Pick<Redactor, 'restoreValue'>, outside: ReadonlySet<string>) {
  return createMiddleware({
    name: 'RestorePeople',
    wrapToolCall(request, handler) {
      const { toolCall } = request;
      if (outside.has(toolCall.name)) return handler(request);
      return handler({ ...request, toolCall: { ...toolCall, args: redactor.restoreValue(toolCall.args) } });
    },
  });
}
