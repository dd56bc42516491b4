/** What other assistants get to read, with secrets and people taken out. */
import type { McpHandler } from '../mcp/create-handler.js';
import type { Reading } from '../mcp/reading-tool.js';
import type { Parts } from './parts.js';

/** Placeholders of what is about no incident. */
const NO_INCIDENT = 'assistants';

/** The protocol's library is loaded with the first question: few have an assistant that asks. */
export function answerAssistants(
  { privacy, log }: Pick<Parts, 'privacy' | 'log'>,
  reading: Reading,
): McpHandler {
  let loaded: Promise<McpHandler> | undefined;
  const load = async () => {
    const { createMcpHandler } = await import('../mcp/create-handler.js');
    return createMcpHandler({
      reading,
      redact: async (subject, value) =>
        (await privacy.redactorFor(subject ?? NO_INCIDENT)).redactValue(value),
      log,
    });
  };
  return async (request, response, body) => {
    try {
      await (
        await (loaded ??= load())
      )(request, response, body);
    } catch (error) {
      log.error({ err: error }, 'a question of another assistant failed');
      if (!response.headersSent) response.writeHead(500);
      response.end();
    }
  };
}
