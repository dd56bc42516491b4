/** What the tools of an interrupted run answered, and where the answers of this run are kept before the model sees them. */
import type { Evidence, Observation } from '../../incidents/evidence.js';
import type { Redactor } from '../../privacy/redactor.js';
import type { RunJournal, RunStep, StoredToolAnswer } from '../ports.js';
import type { ToolAnswer } from '../tool-answer.js';

export interface AskedTool {
  readonly name: string;
  /** The same for the same question. */
  readonly key: string;
}

export interface ToolMemory {
  /** An answer that an interrupted run got for this question; each is given once, in the order it was got. */
  recall(key: string): ToolAnswer | undefined;
  keep(asked: AskedTool, answer: ToolAnswer): Promise<void>;
  /** Files what a tool saw together with the answer that tells of it. */
  file(
    asked: AskedTool,
    observation: Observation,
    answerOf: (evidence: Evidence) => ToolAnswer,
  ): Promise<ToolAnswer>;
}

export interface ToolMemoryDeps {
  readonly journal: RunJournal;
  readonly redactor: Pick<Redactor, 'redact'>;
  /** Ids of what was proposed so far. */
  readonly proposed: () => readonly string[];
}

/** @param steps those of the run before it was interrupted. */
export async function createToolMemory(
  { journal, redactor, proposed }: ToolMemoryDeps,
  steps: readonly RunStep[],
): Promise<ToolMemory> {
  const answered = steps.filter((step) => step.kind === 'tool');
  const ids = answered.flatMap(({ answer }) => answer.evidenceId ?? []);
  const evidence = new Map((await journal.evidence(ids)).map((item) => [item.id, item]));
  // The placeholders of the former process are known to this one when it has looked through what they stand for.
  for (const { statement, data } of evidence.values()) redactor.redact(JSON.stringify([statement, data]));
  const left = new Map<string, ToolAnswer[]>();
  for (const { key, answer } of answered) {
    const found = answer.evidenceId === null ? null : (evidence.get(answer.evidenceId) ?? null);
    left.set(key, [...(left.get(key) ?? []), { status: answer.status, text: answer.text, evidence: found }]);
  }
  const stepOf = ({ name, key }: AskedTool, answer: ToolAnswer): RunStep => ({
    kind: 'tool',
    name,
    key: redactor.redact(key).text,
    answer: toStored(answer, redactor),
    proposed: [...proposed()],
  });

  return {
    recall: (key) => left.get(redactor.redact(key).text)?.shift(),
    keep: (asked, answer) => journal.append(stepOf(asked, answer)),
    async file(asked, observation, answerOf) {
      return answerOf(await journal.file(observation, (filed) => stepOf(asked, answerOf(filed))));
    },
  };
}

function toStored(
  { status, text, evidence }: ToolAnswer,
  redactor: ToolMemoryDeps['redactor'],
): StoredToolAnswer {
  return { status, text: redactor.redact(text).text, evidenceId: evidence?.id ?? null };
}
