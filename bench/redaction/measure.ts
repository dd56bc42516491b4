/** How much a redactor misses, what it takes for a secret though it is none, and how fast it is. */
import { randomBytes } from 'node:crypto';
import { createRedactor } from '../../src/privacy/redactor.js';
import { secretlintFinds } from './baseline.js';
import type { Sample } from './corpus.js';

export interface Recall {
  readonly kind: string;
  readonly secrets: number;
  readonly found: number;
  readonly baselineFound: number;
  readonly baselineSeconds: number;
  /** Texts in which a secret was left. */
  readonly missed: readonly Sample[];
}

export const newRedactor = () => createRedactor({ key: randomBytes(32) });

/** A secret counts as found when it does not stand in the redacted text any more. */
export async function measureRecall(kind: string, samples: readonly Sample[]): Promise<Recall> {
  let secrets = 0;
  let found = 0;
  let baselineFound = 0;
  let baselineSeconds = 0;
  const missed: Sample[] = [];
  for (const sample of samples) {
    const { text } = newRedactor().redact(sample.text);
    const start = performance.now();
    const reported = await secretlintFinds(sample.text);
    baselineSeconds += (performance.now() - start) / 1000;
    const left = sample.secrets.filter((secret) => text.includes(secret));
    secrets += sample.secrets.length;
    found += sample.secrets.length - left.length;
    baselineFound += sample.secrets.filter((secret) => reported.some((part) => part.includes(secret))).length;
    if (left.length > 0) missed.push(sample);
  }
  return { kind, secrets, found, baselineFound, baselineSeconds, missed };
}

/** The lines in which something was taken for a secret. Personal data is replaced on purpose and counts only as such. */
export function falseHits(lines: readonly string[]): string[] {
  const redactor = newRedactor();
  return lines.filter((line) => redactor.redact(line).found.some(({ group }) => group === 'secret'));
}

/** Megabytes (10⁶ bytes of UTF-8) per second through `redact`, in pieces of about a megabyte: the middle of five runs. */
export function measureSpeed(lines: readonly string[]): number {
  const piece = lines.join('\n').slice(0, 1_000_000);
  const bytes = Buffer.byteLength(piece) / 1e6;
  const pieces = 10;
  const speeds = Array.from({ length: 6 }, () => {
    const redactor = newRedactor();
    const start = performance.now();
    for (let index = 0; index < pieces; index += 1) redactor.redact(piece);
    return (bytes * pieces) / ((performance.now() - start) / 1000);
  });
  // The first run warms the engine up.
  return speeds.slice(1).sort((one, other) => one - other)[2] ?? 0;
}
