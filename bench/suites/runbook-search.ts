/** Finds the page that was written for an alert, by its name and by what it says alone. */
import { createRunbookFinder, type RunbookFinder } from '../../src/analysis/runbook-search/find-runbooks.js';
import type { RunbookDocument } from '../../src/analysis/runbook-search/search-text.js';
import { findDataFolder } from '../evidence/data-folder.js';
import { formatShare, round3, scoreRanks, type RankScores } from '../evidence/scores.js';
import { createSkippedCases } from '../evidence/skipped.js';
import { readFlags, whole } from '../flags.js';
import { createBm25 } from '../runbook-search/bm25.js';
import { measureSpeed, type Speed } from '../runbook-search/measure-speed.js';
import { readPages, withoutName, type Page } from '../runbook-search/read-pages.js';
import {
  readAlertsWithoutPage,
  readPairs,
  type AlertText,
  type PairedAlert,
} from '../runbook-search/read-pairs.js';
import type { Suite } from '../suite.js';

const ORIGIN =
  'It can be had from github.com/prometheus-operator/runbooks (pages) and github.com/prometheus-operator/kube-prometheus (rules); pairs_*.json lists {name, rb, summ, desc, expr}, rb being the end of the path of the right page below the folder.';

const CONDITIONS = ['as they are', 'names removed'] as const;
type Condition = (typeof CONDITIONS)[number];

/** What is known of the alert. */
const QUESTIONS: Readonly<Record<string, (alert: AlertText) => AlertText>> = {
  name: ({ name }) => ({ name, text: '', expression: '' }),
  hidden: ({ text }) => ({ name: '', text, expression: '' }),
  'name and text': ({ name, text }) => ({ name, text, expression: '' }),
  everything: (alert) => alert,
};

/** Paths of the pages found, best first. */
type Method = (question: AlertText) => readonly string[];
type Engine = RunbookFinder<RunbookDocument & { readonly path: string }>;

interface Corpus {
  readonly engine: Engine;
  readonly methods: Readonly<Record<string, Method>>;
}

export const runbookSearch: Suite = {
  run: async ({ data, flags, say }) => {
    const started = performance.now();
    const { speed: runbooks } = readFlags(flags, { speed: whole(1_000) });
    const folder = findDataFolder(data, { folder: 'runbooks', origin: ORIGIN });
    const skipped = createSkippedCases();
    const pages = readPages(folder);
    const pairs = readPairs(folder, skipped);
    const cases = pairs.filter(({ name, targets }) => {
      const exists = pages.some(({ path }) => isTarget(path, targets));
      if (!exists) skipped.leaveOut(name, `there is no page ${targets.join(' or ')}.`);
      return exists;
    });
    const strangers = readAlertsWithoutPage(folder, new Set(pairs.map(({ name }) => name)), skipped);
    say(`${cases.length} alerts over ${pages.length} pages …`);
    const corpora: Record<Condition, Corpus> = {
      'as they are': createCorpus(pages),
      'names removed': createCorpus(pages.map(withoutName)),
    };
    return Promise.resolve(
      report({ corpora, cases, strangers, skipped, speed: measureSpeed(runbooks) }, started),
    );
  },
};

function createCorpus(pages: readonly Page[]): Corpus {
  const engine = createRunbookFinder(pages.map(({ document, path }) => ({ ...document, path })));
  const bm25 = createBm25(pages);
  const all = pages.length;
  return {
    engine,
    methods: {
      ours: (question) => ask(engine, question, all).map(({ runbook }) => runbook.path),
      'ours, text alone': ({ name, text, expression }) =>
        engine.search({ text: `${name}\n${text}`, expression }, all).map(({ runbook }) => runbook.path),
      BM25: ({ name, text, expression }) =>
        bm25(`${name}\n${text}\n${expression}`).map((position) => pages[position]?.path ?? ''),
    },
  };
}

function ask(engine: Engine, { name, text, expression }: AlertText, limit: number) {
  return engine.find({ alertNames: name === '' ? [] : [name], service: null, text, expression }, limit);
}

function isTarget(path: string, targets: readonly string[]): boolean {
  return targets.some((target) => path === target || path.endsWith(`/${target}`));
}

/** A landing page of a service, not a runbook for one alert. */
function isLanding({ targets }: PairedAlert): boolean {
  return targets.every((target) => /(^|\/)readme$/.test(target));
}

interface Run {
  readonly corpora: Readonly<Record<Condition, Corpus>>;
  readonly cases: readonly PairedAlert[];
  readonly strangers: readonly AlertText[];
  readonly skipped: { readonly count: number; notes(): readonly string[] };
  readonly speed: Speed;
}

function report({ corpora, cases, strangers, skipped, speed }: Run, started: number) {
  const measured = new Map<string, RankScores>();
  const score = (condition: Condition, method: string, question: string, which = cases): RankScores => {
    const key = JSON.stringify([condition, method, question, which.length, which[0]?.system]);
    const known = measured.get(key) ?? measure(corpora[condition], method, question, which);
    measured.set(key, known);
    return known;
  };
  const main = cases.filter((one) => !isLanding(one));
  const landing = cases.filter(isLanding);
  const systems = [...new Set(main.map(({ system }) => system))];
  const rows = CONDITIONS.flatMap((condition) =>
    Object.keys(QUESTIONS).flatMap((question) =>
      Object.keys(corpora[condition].methods).map((method) => {
        const { n, top1, top3, top5, mrr } = score(condition, method, question, main);
        return [
          condition,
          question,
          method,
          n,
          formatShare(top1, n),
          formatShare(top3, n),
          formatShare(top5, n),
          mrr.toFixed(3),
        ];
      }),
    ),
  );
  const summary = (method: string, which: readonly PairedAlert[]) => {
    const name = score('as they are', method, 'name', which);
    const hidden = score('names removed', method, 'hidden', which);
    const hiddenAsTheyAre = score('as they are', method, 'hidden', which);
    const each = (pick: (scores: RankScores) => number) => ({
      name: round3(pick(name)),
      hidden: round3(pick(hidden)),
      hiddenAsTheyAre: round3(pick(hiddenAsTheyAre)),
    });
    return {
      n: name.n,
      nHidden: hidden.n,
      r1: each(({ top1 }) => top1),
      r3: each(({ top3 }) => top3),
      r5: each(({ top5 }) => top5),
      mrr: each(({ mrr }) => mrr),
    };
  };
  const restraint = Object.fromEntries(
    ['hidden', 'name and text'].map((question) => [
      question,
      measureRestraint(corpora['as they are'].engine, question, main, strangers),
    ]),
  );
  const { top1, top3, top5 } = score('names removed', 'ours', 'hidden', main);
  return {
    table: {
      columns: ['pages', 'known', 'method', 'n', 'R@1', 'R@3', 'R@5', 'MRR'],
      rows,
      notes: [
        'hidden: summary and description alone. names removed: a page without front matter, file name, and its own name in its text.',
        ...Object.entries(restraint).map(
          ([question, { n, abstains, nTrue, kept }]) =>
            `Not sure of ${formatShare(abstains, n)} of ${n} alerts without a page, sure of ${formatShare(kept, nTrue)} of ${nTrue} with one (${question}, pages as they are).`,
        ),
        `${speed.runbooks} runbooks: index in ${speed.buildMs} ms (${speed.buildCpuMs} ms of processor), a question in ${speed.queryMs} ms (${speed.queryCpuMs} ms of processor on average).`,
        `${skipped.count} skipped.`,
        ...skipped.notes(),
      ],
    },
    result: {
      ...summary('ours', main),
      top1: round3(top1),
      top3: round3(top3),
      top5: round3(top5),
      ...(landing.length > 0 ? { landingPages: summary('ours', landing) } : {}),
      systems: Object.fromEntries(
        systems.map((system) => [
          system,
          summary(
            'ours',
            main.filter((one) => one.system === system),
          ),
        ]),
      ),
      baselines: { 'ours, text alone': summary('ours, text alone', main), BM25: summary('BM25', main) },
      withoutPage: restraint,
      speed,
      skipped: skipped.count,
      seconds: round3((performance.now() - started) / 1000),
    },
  };
}

/** Cases about which the question would say nothing are left out. */
function measure(
  corpus: Corpus,
  method: string,
  question: string,
  cases: readonly PairedAlert[],
): RankScores {
  const search = corpus.methods[method];
  const reduce = QUESTIONS[question];
  if (!search || !reduce) return scoreRanks([]);
  const askable = cases
    .map((one) => ({ asked: reduce(one), targets: one.targets }))
    .filter(({ asked }) => asked.name !== '' || asked.text !== '');
  return scoreRanks(
    askable.map(({ asked, targets }) => {
      const place = search(asked).findIndex((path) => isTarget(path, targets));
      return place === -1 ? undefined : place + 1;
    }),
  );
}

/** How often the first match is not sure: wanted for alerts without a page, unwanted for the others. */
function measureRestraint(
  engine: Engine,
  question: string,
  cases: readonly AlertText[],
  strangers: readonly AlertText[],
) {
  const reduce = QUESTIONS[question] ?? ((alert: AlertText) => alert);
  const share = (alerts: readonly AlertText[], isWanted: (isSure: boolean) => boolean) =>
    alerts.filter((alert) => isWanted(ask(engine, reduce(alert), 1)[0]?.isSure ?? false)).length /
    (alerts.length || 1);
  return {
    n: strangers.length,
    abstains: round3(share(strangers, (isSure) => !isSure)),
    nTrue: cases.length,
    kept: round3(share(cases, (isSure) => isSure)),
  };
}
