/** What gets past the redactor, what it takes for a secret though it is none, and its speed; secretlint's preset beside it. */
import { path, readFlags, whole } from '../flags.js';
import { readCorpus, type Sample } from '../redaction/corpus.js';
import { inventedSecrets } from '../redaction/invented-secrets.js';
import { falseHits, measureRecall, measureSpeed, type Recall } from '../redaction/measure.js';
import { findSlowestPiece } from '../redaction/hostile-pieces.js';
import { ordinaryLines } from '../redaction/ordinary-lines.js';
import type { Suite } from '../suite.js';

export const redaction: Suite = {
  run: async ({ flags, say }) => {
    const {
      corpus,
      lines: count,
      misses,
    } = readFlags(flags, {
      corpus: path,
      lines: whole(30_000),
      misses: whole(0, { from: 0 }),
    });
    const samples = corpus === null ? inventedSecrets(100) : await readCorpus(corpus);
    const lines = ordinaryLines(count);
    const silent = samples.filter(({ secrets }) => secrets.length === 0).map(({ text }) => text);
    say(`${samples.length} labelled texts, ${lines.length} ordinary lines …`);
    const recalls: Recall[] = [];
    for (const [kind, group] of byKind(samples)) recalls.push(await measureRecall(kind, group));
    const hits = falseHits([...lines, ...silent]);
    const found = sum(recalls, 'found') / sum(recalls, 'secrets');
    const baseline = sum(recalls, 'baselineFound') / sum(recalls, 'secrets');
    const mbPerSecond = measureSpeed(lines);
    const slowest = findSlowestPiece();
    const falsePer10k = (hits.length / (lines.length + silent.length)) * 10_000;
    const examples = [
      ...recalls.flatMap(({ missed }) => missed.map(({ text }) => `missed: ${text}`)),
      ...hits.map((line) => `false: ${line}`),
    ];
    return {
      table: {
        columns: ['kind', 'secrets', 'found %', 'secretlint %'],
        rows: recalls.map(({ kind, secrets, found: part, baselineFound }) => [
          kind,
          secrets,
          (part / secrets) * 100,
          (baselineFound / secrets) * 100,
        ]),
        notes: [
          corpus === null
            ? 'Without --corpus: makers, prefixes, alphabets and lengths drawn by lot; no rule can know them.'
            : `From the file: ${silent.length} texts without secrets count among the ordinary lines.`,
          `${hits.length} false hits in ${lines.length + silent.length} ordinary lines.`,
          `Slowest of the texts made to be slow: ${JSON.stringify(slowest.piece)} again and again, ${round(slowest.mbPerSecond, 1)} MB/s.`,
          ...examples.slice(0, misses),
        ],
      },
      result: {
        recall: round(found, 4),
        falsePer10k: round(falsePer10k, 2),
        mbPerSecond: round(mbPerSecond, 1),
        baselineRecall: round(baseline, 4),
        slowestMbPerSecond: round(slowest.mbPerSecond, 1),
        secrets: sum(recalls, 'secrets'),
        ordinaryLines: lines.length + silent.length,
      },
    };
  },
};

function byKind(samples: readonly Sample[]): ReadonlyMap<string, Sample[]> {
  const groups = new Map<string, Sample[]>();
  for (const sample of samples) {
    if (sample.secrets.length === 0) continue;
    const group = groups.get(sample.kind) ?? [];
    group.push(sample);
    groups.set(sample.kind, group);
  }
  return groups;
}

function sum(recalls: readonly Recall[], field: 'secrets' | 'found' | 'baselineFound'): number {
  return recalls.reduce((total, recall) => total + recall[field], 0);
}

const round = (value: number, digits: number) => Number(value.toFixed(digits));
