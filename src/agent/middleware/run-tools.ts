/** Every tool call of the model goes to our runner, whatever its name; LangChain's own execution is never reached. */
import { createMiddleware, ToolMessage } from 'langchain';
import type { ToolRunner } from '../tool-runner.js';

export function runTools(runner: ToolRunner, onAnswer: (text: string) => void) {
  return createMiddleware({
    name: 'RunTools',
    async wrapToolCall({ toolCall, runtime }) {
      const answer = await runner.call(toolCall.name, toolCall.args, runtime.signal);
      onAnswer(answer.text);
      return new ToolMessage({
        content: answer.text,
        tool_call_id: toolCall.id ?? '',
        name: toolCall.name,
        status: answer.status === 'error' ? 'error' : 'success',
      });
    },
  });
}
