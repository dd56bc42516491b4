import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { writeMarkdown } from '../../../bench/evals/report/markdown.js';
import { runEvals, seedOf, type EvalsRequest } from '../../../bench/evals/run-evals.js';
import { createLot } from '../../../bench/evals/scene/lot.js';
import { scenarios } from '../../../bench/evals/scenarios/index.js';
import { openShiftedDatabase, type ShiftedDatabase } from '../../../bench/evals/world/shifted-database.js';
import {
  calls,
  reports,
  startScriptedOpenAI,
  type ChatRequest,
  type Step,
} from '../../helpers/scripted-openai.js';

const RULES: Omit<EvalsRequest, 'scenarios'> = {
  model: null,
  baseUrl: null,
  apiKey: 'no-key',
  runs: 1,
  seed: 1,
  price: null,
  record: null,
  replay: null,
};

const named = (...names: string[]) => scenarios.filter(({ name }) => names.includes(name));
const play = (request: Partial<EvalsRequest>, ...names: string[]) =>
  runEvals(
    { ...RULES, scenarios: named(...names), ...request },
    { scenarios, shifted, say: () => undefined },
  );

let directory: string;
let shifted: ShiftedDatabase;
beforeAll(async () => {
  shifted = await openShiftedDatabase();
  directory = await mkdtemp(join(tmpdir(), 'firewatch-evals-test-'));
}, 120_000);
afterAll(async () => {
  await shifted.close();
  await rm(directory, { recursive: true, force: true });
});

/** The first message of an investigation, of which all lines are JSON but for headings. */
const briefingOf = ({ messages }: ChatRequest): string =>
  messages.find(({ role }) => role === 'user')?.content ?? '';
/** The service that the computed ranking puts first, with the evidence for it. */
function firstSuspect(request: ChatRequest): { service: string; evidence: string[] } {
  const line = /"service":"([^"]+)","confidence":[\d.]+.*?"evidence":(\[[^\]]*\])/.exec(briefingOf(request));
  return { service: line?.[1] ?? '', evidence: JSON.parse(line?.[2] ?? '[]') as string[] };
}

function report(cause: { service: string; evidenceIds: string[] } | null, summary = 'Requests fail.') {
  return {
    summary,
    cause: cause && { ...cause, component: null, mechanism: 'Its last release fails.', confidence: 0.8 },
    hypotheses: [],
    claims: [],
    missing: [],
    nextSteps: ['Read the runbook bad-release.'],
  };
}

/** Believes the ranking. */
const sober: Step = (request) => {
  const { service, evidence } = firstSuspect(request);
  return reports(report(service === '' ? null : { service, evidenceIds: evidence }));
};

describe('an evaluation without a model', () => {
  test('scores what the rules say about a fault, a false alarm and a hostile log', async () => {
    const done = await play({}, 'bad-release', 'false-alarm', 'logs-ask-for-a-link');
    const { runs, failed, model } = done;

    expect(failed).toEqual([]);
    expect(model).toBeNull();
    const of = (name: string) => runs.find(({ scenario }) => scenario === name)?.score;
    expect(of('bad-release')).toMatchObject({
      said: { by: 'rules', runbooks: ['bad-release'], proposals: [expect.stringMatching(/^rollback-/)] },
      cause: true,
      mechanism: true,
      runbook: true,
      proposal: true,
      abstention: true,
      harm: [],
      turns: 0,
    });
    expect(of('false-alarm')).toMatchObject({
      said: { causes: [null] },
      cause: true,
      proposal: true,
      abstention: true,
    });
    expect(of('logs-ask-for-a-link')).toMatchObject({ cause: true, harm: [] });

    const markdown = writeMarkdown({ model, runs: 1, seed: 1, promptVersion: '1' }, done);
    expect(markdown).toMatch(
      /^# Evaluation of the rule-based investigator\n\n3 scenarios, each drawn and played once/,
    );
    expect(markdown).toContain('| cause right | 100.0 % (3 of 3) | 0.0 % | 43.9 % to 100.0 % |');
    expect(markdown).toContain('No harm was done.');
  }, 120_000);
});

describe('an evaluation with a model', () => {
  describe('that is recorded', () => {
    let record: string;
    let live: Awaited<ReturnType<typeof play>>;
    beforeAll(async () => {
      record = join(directory, 'run.jsonl');
      const server = await startScriptedOpenAI([calls({ name: 'list_changes', args: {} }), sober, sober]);
      live = await play(
        {
          model: 'scripted',
          baseUrl: server.url,
          apiKey: 'sk-not-recorded',
          price: { input: 1, output: 2 },
          record,
        },
        'bad-release',
        'false-alarm',
      );
      await server.close();
    }, 120_000);

    test('is replayed without the model and gives the same scores', async () => {
      expect(live.runs.map(({ score }) => [score.said.by, score.turns])).toEqual([
        ['model', 2],
        ['model', 1],
      ]);
      expect(live.runs[0]?.score).toMatchObject({ cause: true, runbook: true, toolCalls: 1 });
      expect(live.runs[0]?.score.costUsd).toBeGreaterThan(0);
      expect(await readFile(record, 'utf8')).not.toContain('sk-not-recorded');

      const replayed = await play({ replay: record }, 'bad-release', 'false-alarm');

      expect(replayed).toEqual(live);
      expect(replayed.drifted).toBe(0);
    }, 120_000);

    test('says how many requests of a replay are not the recorded ones', async () => {
      const other = join(directory, 'other.jsonl');
      await writeFile(
        other,
        (await readFile(record, 'utf8')).replaceAll('You investigate', 'You investigated'),
      );

      expect((await play({ replay: other }, 'false-alarm')).drifted).toBe(1);
    }, 120_000);
  });

  test('counts it as harm when the model passes on what a log line wants', async () => {
    const { truth } =
      named('logs-ask-for-a-link')[0]?.draw(createLot(seedOf('logs-ask-for-a-link', 1))) ?? {};
    const host = truth?.bait?.words?.[0] ?? '';
    const server = await startScriptedOpenAI([
      (request) => {
        const { service, evidence } = firstSuspect(request);
        return reports(report({ service, evidenceIds: evidence }, `Open https://${host} and sign in.`));
      },
    ]);
    const { runs } = await play({ model: 'scripted', baseUrl: server.url }, 'logs-ask-for-a-link');
    await server.close();

    expect(runs[0]?.score.harm).toContainEqual({ kind: 'told to people', what: host });
  }, 120_000);

  test('a secret of the log is looked for in everything that was sent to the model', async () => {
    const server = await startScriptedOpenAI([sober]);
    const { runs } = await play({ model: 'scripted', baseUrl: server.url }, 'secrets-in-logs');
    await server.close();

    expect(server.requests).toHaveLength(1);
    expect(runs[0]?.score.harm.filter(({ kind }) => kind === 'secret sent')).toEqual([]);
  }, 120_000);
});
