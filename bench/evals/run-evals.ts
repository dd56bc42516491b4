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
import { openShiftedDatabase } from './world/shifted-database.js';

export interface EvalsDone {
  readonly model: string | null;
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

/** @throws UserInputError when the recording cannot be read or written. */
export async function runEvals(
  request: EvalsRequest,
  scenarios: readonly Scenario[],
  say: (sentence: string) => void,
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
    return await playAll(wanted, { gate, recorder, recording, say });
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
}

async function playAll(request: EvalsRequest, stage: Stage): Promise<EvalsDone> {
  const shifted = await openShiftedDatabase();
  const done: ScoredRun[] = [];
  const failed: string[] = [];
  let drifted = 0;
  try {
    for (let run = 1; run <= request.runs; run += 1) {
      for (const scenario of request.scenarios) {
        const { name, family } = scenario;
        const seed = seedOf(name, request.seed + run - 1);
        const scene = scenario.draw(createLot(seed));
        stage.gate?.begin(name, run);
        try {
          const outcome = await investigateScene(scene, { seed, shifted, model: modelOf(request, stage) });
          stage.recorder?.write({ kind: 'end', scenario: name, run, seconds: outcome.seconds });
          const seconds = stage.recording?.secondsOf(name, run) ?? outcome.seconds;
          const prompts = stage.gate?.prompts() ?? [];
          const score = scoreRun(scene.truth, { ...outcome, seconds, prompts });
          drifted += stage.gate?.drifted() ?? 0;
          done.push({ scenario: name, family, run, seed, truth: describeTruth(scene.truth), score });
          stage.say(
            `${run}/${request.runs} ${name}: ${score.cause ? 'right' : 'wrong'}${score.harm.length > 0 ? ', harm' : ''}`,
          );
        } catch (error) {
          const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
          failed.push(`${name}, run ${run}: ${reason}`);
          stage.say(`${run}/${request.runs} ${name} could not be played: ${reason}`);
        }
      }
    }
  } finally {
    await shifted.close();
  }
  return { model: request.model, runs: done, failed, drifted };
}

function modelOf({ model, apiKey, price }: EvalsRequest, { gate }: Stage) {
  return model === null || gate === null ? null : { model, apiKey, baseUrl: gate.url, price };
}

/** Different for every scenario and run, and the same for the same ones (FNV-1a). */
function seedOf(name: string, run: number): number {
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
