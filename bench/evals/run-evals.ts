/** Plays every scenario so many times and scores what the product says. */
import type { Flags } from './flags.js';
import { openModelGate, type ModelGate } from './record/model-gate.js';
import { createRecorder, readRecording, type Recorder, type Recording } from './record/recording.js';
import { createLot } from './scene/lot.js';
import type { Truth } from './scene/truth.js';
import type { Scenario } from './scenarios/scenario.js';
import { scoreRun } from './score/score-run.js';
import type { ScoredRun } from './score/summary.js';
import { investigateScene } from './world/investigate-scene.js';
import type { ShiftedDatabase } from './world/shifted-database.js';

export interface EvalsDone {
  readonly model: string | null;
  /** Of the first run. */
  readonly seed: number;
  readonly runs: readonly ScoredRun[];
  /** Runs that could not be played, as sentences. */
  readonly failed: readonly string[];
  /** Requests that were not as recorded; the answers then belong to other questions. */
  readonly drifted: number;
}

export type EvalsRequest = Pick<
  Flags,
  'model' | 'baseUrl' | 'apiKey' | 'runs' | 'seed' | 'scenarios' | 'price' | 'record' | 'replay'
>;

export interface EvalsDeps {
  /** All that there are. */
  readonly scenarios: readonly Scenario[];
  /** Tells the person at the terminal how far it is. */
  readonly say: (sentence: string) => void;
  /** Emptied before every run. */
  readonly shifted: ShiftedDatabase;
}

/** @throws UserInputError when the recording cannot be read or written. */
export async function runEvals(
  request: EvalsRequest,
  { scenarios, say, shifted }: EvalsDeps,
): Promise<EvalsDone> {
  const recording = request.replay === null ? null : await readRecording(request.replay);
  const wanted = recording ? asRecorded(request, recording, scenarios) : request;
  const recorder = request.record === null ? null : createRecorder(request.record);
  const { model, price, runs, seed } = wanted;
  recorder?.write({
    kind: 'evaluation',
    format: 1,
    model: model ?? 'rules',
    runs,
    seed,
    price,
    scenarios: wanted.scenarios.map(({ name }) => name),
  });
  const gate = model === null ? null : await openModelGate({ baseUrl: request.baseUrl, recorder, recording });
  try {
    return await playAll(wanted, { gate, recorder, recording, say, shifted });
  } finally {
    await gate?.close();
    await recorder?.close();
  }
}

/** What was recorded says what is played; of the scenarios those that were asked for. */
function asRecorded(request: EvalsRequest, { header }: Recording, all: readonly Scenario[]): EvalsRequest {
  const { runs, seed, price } = header;
  const chosen = request.scenarios.length > 0 ? request.scenarios : all;
  return {
    ...request,
    runs,
    seed,
    price,
    model: header.model === 'rules' ? null : header.model,
    scenarios: chosen.filter(({ name }) => header.scenarios.includes(name)),
  };
}

interface Stage {
  readonly gate: ModelGate | null;
  readonly recorder: Recorder | null;
  readonly recording: Recording | null;
  readonly say: (sentence: string) => void;
  readonly shifted: ShiftedDatabase;
}

async function playAll(request: EvalsRequest, stage: Stage): Promise<EvalsDone> {
  const { model, seed, runs } = request;
  const done: ScoredRun[] = [];
  const failed: string[] = [];
  let drifted = 0;
  for (let run = 1; run <= runs; run += 1) {
    for (const scenario of request.scenarios) {
      const place = `${run}/${runs} ${scenario.name}`;
      try {
        const scored = await playOne(request, scenario, run, stage);
        const { cause, harm } = scored.score;
        done.push(scored);
        stage.say(`${place}: ${cause ? 'right' : 'wrong'}${harm.length > 0 ? ', harm' : ''}`);
      } catch (error) {
        const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
        failed.push(`${scenario.name}, run ${run}: ${reason}`);
        stage.say(`${place} could not be played: ${reason}`);
      }
      drifted += stage.gate?.drifted() ?? 0;
    }
  }
  return { model, seed, runs: done, failed, drifted };
}

async function playOne(
  request: EvalsRequest,
  { name, family, draw }: Scenario,
  run: number,
  { gate, recorder, recording, shifted }: Stage,
): Promise<ScoredRun> {
  const { model: wanted, apiKey, price } = request;
  const seed = seedOf(name, request.seed + run - 1);
  const scene = draw(createLot(seed));
  gate?.begin(name, run);
  const model = wanted === null || gate === null ? null : { model: wanted, apiKey, baseUrl: gate.url, price };
  const outcome = await investigateScene(scene, { seed, shifted, model });
  recorder?.write({ kind: 'end', scenario: name, run, seconds: outcome.seconds });
  const seconds = recording?.secondsOf(name, run) ?? outcome.seconds;
  const score = scoreRun(scene.truth, { ...outcome, seconds, prompts: gate?.prompts() ?? [] });
  return { scenario: name, family, run, seed, truth: describeTruth(scene.truth), score };
}

/** Different for every scenario and run, and the same for the same ones (FNV-1a). */
export function seedOf(name: string, run: number): number {
  let hash = 0x811c9dc5;
  for (const character of `${name} ${run}`)
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return hash >>> 0;
}

function describeTruth({ causes, mayAbstain, runbooks, proposals }: Truth): string {
  const list = (items: readonly (string | null)[]) => items.map((item) => item ?? 'none').join(' or ');
  const cause = [...causes, ...(causes.length === 0 || mayAbstain ? [null] : [])];
  return `cause ${list(cause)}; runbook ${list(runbooks)}; proposal ${list(proposals)}`;
}
