/** Every tool call of the model goes to our runner, whatever its name; LangChain's own execution is never reached. */
import { createMiddleware, ToolMessage } from 'langchain';
import type { ToolRunner } from '../tool-runner.js';

/** `onFound` gets what was found. Refusals, failures and searches in vain repeat what the model asked, and nothing was seen. */
export function runTools(runner: ToolRunner, onFound: (text: string) => void) {
  return createMiddleware({
    name: 'RunTools',
    async wrapToolCall({ toolCall, runtime }) {
      const answer = await runner.call(toolCall.name, toolCall.args, runtime.signal);
      if (answer.status === 'ok') onFound(answer.text);
      return new ToolMessage({
        content: answer.text,
        tool_call_id: toolCall.id ?? '',
        name: toolCall.name,
        status: answer.status === 'error' ? 'error' : 'success',
      });
    },
  });
}
