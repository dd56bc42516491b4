/** LangChain's tracing uploads every prompt as soon as the environment asks for it: a bot that is told so does not. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@jest/globals';
import { alertOf, startBot, until, webhookOf, WEBHOOK } from '../../helpers/bot.js';
import { reports, startScriptedOpenAI } from '../../helpers/scripted-openai.js';

const TRACING = {
  LANGSMITH_TRACING: 'true',
  LANGSMITH_TRACING_V2: 'true',
  LANGCHAIN_TRACING: 'true',
  LANGCHAIN_TRACING_V2: 'true',
  LANGSMITH_API_KEY: 'a-key-for-tests',
  // Traces would be waited for, so that none comes after the run.
  LANGCHAIN_CALLBACKS_BACKGROUND: 'false',
};
const REPORT = {
  summary: 'Something fails.',
  cause: null,
  hypotheses: [],
  claims: [],
  missing: [],
  nextSteps: ['Look at its logs.'],
};

test('nobody but the model is told of an investigation, whatever the environment asks for', async () => {
  let uploads = 0;
  const collector = createServer((request, response) => {
    uploads += 1;
    request.resume();
    response.end('{}');
  });
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
  const { port } = collector.address() as AddressInfo;
  Object.assign(process.env, TRACING, { LANGSMITH_ENDPOINT: `http://127.0.0.1:${port}` });
  const model = await startScriptedOpenAI([reports(REPORT)], { repeatLast: true });
  const bot = await startBot({
    database: 'either',
    env: { OPENAI_BASE_URL: model.url, OPENAI_API_KEY: 'sk-test', OPENAI_MODEL: 'scripted' },
  });

  await bot.post(WEBHOOK, webhookOf(alertOf()));
  await until('the end of the run', async () => {
    const { text } = await bot.get('/metrics');
    return (
      /^firewatch_model_runs_total\{purpose="investigation",result="finished"\} 1$/m.test(text) || undefined
    );
  });

  expect(model.requests.length).toBeGreaterThan(0);
  expect(uploads).toBe(0);
  await bot.close();
  await model.close();
  collector.closeAllConnections();
  await new Promise((resolve) => collector.close(resolve));
  for (const name of [...Object.keys(TRACING), 'LANGSMITH_ENDPOINT']) delete process.env[name];
}, 180_000);
