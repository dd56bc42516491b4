import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { corpusOfEvidence, corpusOfTexts } from '../../../../src/agent/report/verify/corpus.js';
import { findUnsupported } from '../../../../src/agent/report/verify/find-unsupported.js';
import { evidenceStore, observation } from '../../../helpers/checkout-evidence.js';

/** What one of each is in its base unit, worked out here once more. */
const UNITS = {
  '%': ['ratio', 0.01],
  percent: ['ratio', 0.01],
  ms: ['time', 0.001],
  s: ['time', 1],
  seconds: ['time', 1],
  min: ['time', 60],
  h: ['time', 3600],
  MB: ['bytes', 1e6],
  GB: ['bytes', 1e9],
  '/s': ['rate', 1],
  'requests per second': ['rate', 1],
  errors: ['count', 1],
  pods: ['count', 1],
} as const;
type UnitName = keyof typeof UNITS;

const unit = fc.constantFrom(...(Object.keys(UNITS) as UnitName[]));
const quantity = fc.record({ value: fc.integer({ min: 2, max: 99_999 }), unit });
type Quantity = { readonly value: number; readonly unit: UnitName };

/** Bytes may be thousands or 1,024s. */
const FAR = 1.3;

/** Whether no number of the evidence is anywhere near, whatever it is rounded to. */
function isFar(claimed: Quantity, measured: readonly Quantity[]): boolean {
  const [dimension, factor] = UNITS[claimed.unit];
  return measured.every((each) => {
    const [other, otherFactor] = UNITS[each.unit];
    if (dimension !== other) return true;
    const proportion = (claimed.value * factor) / (each.value * otherFactor);
    return proportion > FAR || proportion < 1 / FAR;
  });
}

const SCRIPTS = [0x30, 0x660, 0x6f0, 0x966, 0xff10];
const inScript = (digits: string, zero: number) =>
  digits.replace(/\d/g, (digit) => String.fromCodePoint(zero + Number(digit)));
const WORDS =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  );
const TENS = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');

function inWords(value: number): string {
  if (value >= 1000) {
    const rest = value % 1000;
    return `${inWords(Math.floor(value / 1000))} thousand${rest === 0 ? '' : ` ${inWords(rest)}`}`;
  }
  if (value >= 100) {
    const rest = value % 100;
    return `${WORDS[Math.floor(value / 100)]} hundred${rest === 0 ? '' : ` and ${inWords(rest)}`}`;
  }
  if (value < 20) return WORDS[value] ?? '';
  return TENS[Math.floor(value / 10) - 2] + (value % 10 === 0 ? '' : `-${WORDS[value % 10]}`);
}

/** As people, models and attackers write it. */
const spelling = fc.constantFrom<(value: number) => string>(
  String,
  (value) => value.toLocaleString('en-US'),
  (value) => value.toLocaleString('en-US').replaceAll(',', '\u202f'),
  (value) => value.toLocaleString('en-US').replaceAll(',', "'"),
  (value) => `**${value}**`,
  (value) => `~${value}`,
  (value) => `>${value}`,
  (value) => `${value}.0`,
  inWords,
  (value) => inWords(value).toUpperCase(),
  ...SCRIPTS.map((zero) => (value: number) => inScript(String(value), zero)),
  (value) => String(value).replace(/(?<=\d)(?=\d)/g, '\u200b'),
);
const frame = fc.constantFrom<(figure: string) => string>(
  (figure) => `${figure} were seen.`,
  (figure) => `The failing share (${figure}) is high`,
  (figure) => `It rose to ${figure}, which users feel.`,
  (figure) => `checkout: ${figure}; nothing else`,
  (figure) => `“${figure}”`,
  (figure) => `\`${figure}\``,
  (figure) => `- ${figure}\n- as before`,
);

const evidenceOf = (measured: readonly Quantity[]) =>
  evidenceStore(
    measured.map(({ value, unit: name }, index) =>
      observation({ statement: `Reading ${'ABCDEFGH'[index]} is ${value} ${name}.`, query: `q${index}` }),
    ),
  ).stored;

describe('no number that the evidence does not hold passes as verified', () => {
  test('whatever it is and however it is written', () => {
    const property = fc.property(
      fc.array(quantity, { maxLength: 6 }),
      quantity,
      spelling,
      frame,
      (measured, claimed, spell, say) => {
        fc.pre(isFar(claimed, measured));
        const evidence = evidenceOf(measured);
        const text = say(`${spell(claimed.value)} ${claimed.unit}`);
        const { notFound } = findUnsupported(text, {
          cited: corpusOfEvidence(evidence),
          read: corpusOfTexts([], evidence),
        });
        expect(notFound.length).toBeGreaterThan(0);
      },
    );

    fc.assert(property, { numRuns: 3000 });
  });

  test('nor one among others that it does hold', () => {
    const property = fc.property(
      fc.array(quantity, { minLength: 1, maxLength: 6 }),
      quantity,
      fc.nat(),
      (measured, claimed, at) => {
        fc.pre(isFar(claimed, measured));
        const evidence = evidenceOf(measured);
        const told = evidence.map(({ statement }) => statement);
        told.splice(at % (told.length + 1), 0, `Reading Z is ${claimed.value} ${claimed.unit}.`);
        const { notFound } = findUnsupported(told.join(' '), {
          cited: corpusOfEvidence(evidence),
          read: corpusOfTexts([], evidence),
        });
        expect(notFound).toHaveLength(1);
      },
    );

    fc.assert(property, { numRuns: 1000 });
  });

  test('and what it does hold passes, however it is written', () => {
    const property = fc.property(
      fc.array(quantity, { minLength: 1, maxLength: 6 }),
      fc.nat(),
      spelling,
      (measured, at, spell) => {
        const evidence = evidenceOf(measured);
        const one = measured[at % measured.length];
        if (!one) return;
        const text = `It rose to ${spell(one.value)} ${one.unit}.`;
        const sources = { cited: corpusOfEvidence(evidence), read: corpusOfTexts([], evidence) };
        expect({ text, notFound: findUnsupported(text, sources).notFound }).toEqual({ text, notFound: [] });
      },
    );

    fc.assert(property, { numRuns: 1000 });
  });

  test('no time of day passes that is not there', () => {
    const minute = fc.integer({ min: 0, max: 1439 });
    const clock = (of: number) =>
      `${String(Math.floor(of / 60)).padStart(2, '0')}:${String(of % 60).padStart(2, '0')}`;
    const property = fc.property(
      minute,
      minute,
      fc.constantFrom('', ' UTC', 'Z', ':00', ' GMT'),
      (seen, told, zone) => {
        fc.pre(Math.min((seen - told + 1440) % 1440, (told - seen + 1440) % 1440) > 1);
        const { stored } = evidenceStore([
          observation({ statement: `It began at ${clock(seen)}:00 UTC.`, query: null }),
        ]);
        const sources = { cited: corpusOfEvidence(stored), read: corpusOfTexts([], stored) };
        expect(findUnsupported(`It began at ${clock(seen)}${zone}.`, sources).notFound).toEqual([]);
        expect(findUnsupported(`It began at ${clock(told)}${zone}.`, sources).notFound).toHaveLength(1);
      },
    );

    fc.assert(property, { numRuns: 1000 });
  });

  test('whatever the text, nothing is thrown', () => {
    const sources = { cited: corpusOfEvidence([]), read: corpusOfTexts([], []) };
    const property = fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string()), (text) => {
      expect(findUnsupported(text, sources).checked).toBeGreaterThanOrEqual(0);
    });

    fc.assert(property, { numRuns: 2000 });
  });
});
