/** One log with one decisive line: the calm before, the incident, and what is usual in both. */
import { createDice, type Dice } from '../random/dice.js';
import { pickFormat } from './formats.js';
import type { NeedleKind } from './needle.js';
import { drawCommon, drawNoisyError, drawRare, drawSymptom, type Template } from './noise.js';

export interface LogCase {
  readonly kind: string;
  readonly decisive: string;
  /** Oldest first. */
  readonly lines: readonly CaseLine[];
  readonly bytes: number;
}

export interface CaseLine {
  /** Unix milliseconds. */
  readonly at: number;
  readonly text: string;
}

export interface Windows {
  readonly start: Date;
  /** When the trouble began. */
  readonly began: Date;
  readonly end: Date;
}

/** The incident has this much of all lines; it is the shorter stretch, and the busier one. */
const SHARE_OF_INCIDENT = 0.4;

export function drawCase(
  seed: number,
  kind: NeedleKind,
  { bytes: wanted, windows }: { readonly bytes: number; readonly windows: Windows },
): LogCase {
  const dice = createDice(seed);
  const format = pickFormat(dice);
  const common = several(dice, [12, 40], drawCommon);
  const noisy = several(dice, [2, 5], drawNoisyError);
  const symptoms = dice.chance(0.7) ? several(dice, [1, 3], drawSymptom) : [];
  const weights = common.map((_, rank) => 1 / (rank + 1));
  const noisyShare = dice.number(0.01, 0.06);
  const symptomShare = dice.number(0.02, 0.3);
  const lines: CaseLine[] = [];
  let bytes = 0;
  const add = (at: number, template: Template) => {
    const text = format(template.write(dice), new Date(at));
    lines.push({ at, text });
    bytes += text.length;
  };
  const [start, began, end] = [windows.start, windows.began, windows.end].map((date) => date.getTime()) as [
    number,
    number,
    number,
  ];
  const anyTime = () =>
    dice.chance(SHARE_OF_INCIDENT) ? dice.number(began, end) : dice.number(start, began);
  const draw = byWeight(dice, common, weights);
  while (bytes < wanted) {
    const at = anyTime();
    const isSymptom = at > began && symptoms[0] !== undefined && dice.chance(symptomShare);
    if (isSymptom) add(at, dice.pick(symptoms as [Template, ...Template[]]));
    else add(at, dice.chance(noisyShare) ? dice.pick(noisy) : draw());
  }
  for (const template of several(dice, [5, 25], drawRare)) {
    const count = dice.whole(1, 3);
    for (let index = 0; index < count; index += 1) add(anyTime(), template);
  }
  const needle = kind.draw(dice, common);
  const at = Math.round(dice.number(began, end));
  lines.push({ at, text: format(needle.said, new Date(at)) });
  lines.sort((a, b) => a.at - b.at);
  return { kind: kind.name, decisive: needle.decisive, lines, bytes };
}

function several<T>(
  dice: Dice,
  [least, most]: readonly [number, number],
  draw: (dice: Dice) => T,
): [T, ...T[]] {
  return [draw(dice), ...Array.from({ length: dice.whole(least, most) - 1 }, () => draw(dice))];
}

function byWeight<T>(dice: Dice, from: readonly [T, ...T[]], weights: readonly number[]): () => T {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return () => {
    let left = dice.number(0, total);
    const index = weights.findIndex((weight) => (left -= weight) < 0);
    return from[index] ?? from[0];
  };
}
