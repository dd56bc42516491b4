/** Whoever asks: puts questions, has them answered with a scripted model or without one, and reads what was stored. */
import { answerQuestion } from '../../../src/workflows/knowledge/answer-question.js';
import { askQuestion } from '../../../src/workflows/knowledge/ask-question.js';
import { tools } from '../../../tools/index.js';
import type { TestDatabase } from '../../helpers/every-database.js';
import { startScriptedOpenAI, type Step } from '../../helpers/scripted-openai.js';
import { scriptedRoute } from '../../helpers/scripted-route.js';
import { ALICE, buildAlert, createWorkflowDeps, incidentsOf, receive } from '../../helpers/workflow-deps.js';

const NEVER = new AbortController().signal;
const LIMITS = { modelCalls: 4, toolCalls: 4, seconds: 10, inputTokens: 120_000, outputTokens: 4_000 };
const DM = { channel: ALICE.slackUserId, threadTs: null };

export async function startAsking(open: () => Promise<TestDatabase>) {
  const { store, database } = await open();
  const deps = createWorkflowDeps(store);
  let request = 0;
  const ask = (question: string, options: Partial<Parameters<typeof askQuestion>[2]> = {}, by = ALICE) =>
    askQuestion(deps, by, {
      requestId: `r${(request += 1)}`,
      incidentId: null,
      question,
      place: DM,
      ...options,
    });
  const answer = async (id: string, model: string | null = null, signal = NEVER) => {
    const route = model === null ? null : scriptedRoute({ baseUrl: model });
    await answerQuestion(
      { ...deps, settings: deps.settings, agent: { model: route, tools, limits: LIMITS } },
      id,
      signal,
    );
    return (await store.transaction((tx) => tx.questions.get(id)))!;
  };
  const answerWith = async (id: string, steps: readonly Step[]) => {
    const server = await startScriptedOpenAI(steps);
    try {
      return await answer(id, server.url);
    } finally {
      await server.close();
    }
  };
  const messages = () =>
    database.query<{ key: string; channel: string; version: number; is_placed: boolean }>(
      "SELECT key, channel, version, is_placed FROM firewatch.messages WHERE kind = 'answer'",
    );
  const openIncident = async () => {
    await receive(deps, buildAlert());
    return (await incidentsOf(deps)).at(-1)!;
  };
  return { database, store, deps, ask, answer, answerWith, messages, openIncident };
}
