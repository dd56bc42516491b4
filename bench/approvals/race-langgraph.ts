/** The same race at LangGraph's own way to ask a person: one thread per proposal waits in `interrupt`, and many resume it at once. */
import { Annotation, Command, END, interrupt, MemorySaver, START, StateGraph } from '@langchain/langgraph';

/** Runs of the action for each proposal. */
export async function raceLangGraph(proposals: number, clicks: number): Promise<readonly number[]> {
  const runs = new Map<string, number>();
  const State = Annotation.Root({ id: Annotation<string>, done: Annotation<boolean> });
  const graph = new StateGraph(State)
    .addNode('act', async ({ id }) => {
      if (interrupt('May it run?') === true) {
        runs.set(id, (runs.get(id) ?? 0) + 1);
        // What every action does: it waits for an answer.
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
      return { done: true };
    })
    .addEdge(START, 'act')
    .addEdge('act', END)
    .compile({ checkpointer: new MemorySaver() });
  const ids = Array.from({ length: proposals }, (_, index) => `proposal-${index}`);
  for (const id of ids) {
    const config = { configurable: { thread_id: id } };
    await graph.invoke({ id }, config);
    await Promise.allSettled(
      Array.from({ length: clicks }, () => graph.invoke(new Command({ resume: true }), config)),
    );
  }
  return ids.map((id) => runs.get(id) ?? 0);
}
