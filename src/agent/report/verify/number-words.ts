/** Numbers written as words, in English: "forty-one", "three hundred and twelve", "two thirds", "twice", "dozens". Pure. */

const SMALL =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  );
const TENS = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');
const SCALES: Readonly<Record<string, number>> = { hundred: 100, thousand: 1e3, million: 1e6, billion: 1e9 };

const VALUES: ReadonlyMap<string, number> = new Map([
  ...SMALL.map((word, value) => [word, value] as const),
  ...TENS.map((word, index) => [word, (index + 2) * 10] as const),
  ['dozen', 12],
]);

const WORD = `(?:${[...VALUES.keys(), ...Object.keys(SCALES)].join('|')})`;
/** "a hundred", "forty-one", "three hundred and twelve". */
export const CARDINAL = `(?:an? (?=hundred|thousand|million|billion|dozen))?${WORD}(?:(?: and |[ -])${WORD})*`;

/** Undefined for what is no number; "one" alone is a pronoun more often than a measurement. */
export function readCardinal(words: string): number | undefined {
  let total = 0;
  let current = 0;
  let isNumber = false;
  for (const word of words.toLowerCase().split(/[ -]/)) {
    if (word === 'and' || word === 'a' || word === 'an') continue;
    const value = VALUES.get(word);
    const scale = SCALES[word];
    if (value === undefined && scale === undefined) return undefined;
    isNumber = true;
    if (value !== undefined) current = word === 'dozen' ? Math.max(1, current) * value : current + value;
    else if (scale === 100) current = Math.max(1, current) * 100;
    else if (scale !== undefined) {
      total += Math.max(1, current) * scale;
      current = 0;
    }
  }
  return isNumber ? total + current : undefined;
}

/** What a word says of how many times, of which share, or for how many seconds. */
export type Special =
  | { readonly kind: 'multiple' | 'share' | 'duration'; readonly value: number }
  /** "hundreds of": at least, and below. */
  | { readonly kind: 'order'; readonly from: number; readonly below: number };

const multiple = (value: number): Special => ({ kind: 'multiple', value });
const share = (value: number): Special => ({ kind: 'share', value });
const duration = (value: number): Special => ({ kind: 'duration', value });

/** Matched from the beginning of a word to the end of one, ignoring case. */
export const SPECIALS: readonly (readonly [string, Special])[] = [
  ['(?:twice|doubl(?:e|es|ed|ing))', multiple(2)],
  ['(?:thrice|tripl(?:e|es|ed|ing)|trebled?)', multiple(3)],
  ['quadrupl(?:e|es|ed|ing)', multiple(4)],
  ['quintupl(?:e|es|ed|ing)', multiple(5)],
  ['sextupl(?:e|es|ed|ing)', multiple(6)],
  ...SMALL.slice(2, 10).map((word, index) => [`${word}-?fold`, multiple(index + 2)] as const),
  ['tenfold', multiple(10)],
  ['hundredfold', multiple(100)],
  ['(?:halved|halves|halving)', multiple(2)],
  ['half an hour', duration(1800)],
  ['half a minute', duration(30)],
  ['half a second', duration(0.5)],
  ['(?:for|in|within) an hour|an hour (?=ago|later|before|after|earlier)', duration(3600)],
  ['(?:for|in|within) a minute|a minute (?=ago|later|before|after|earlier)', duration(60)],
  ['(?:one[ -]|a )?half(?= (?:of|the|all|its|their)\\b)', share(0.5)],
  ['(?:two[ -]thirds)', share(2 / 3)],
  ['(?:(?:one|a)[ -]third)(?= of)', share(1 / 3)],
  ['(?:three[ -]quarters)', share(0.75)],
  ['(?:(?:one|a)[ -]quarter)(?= of)', share(0.25)],
  // "Every other query waits" means all others as often as each second one.
  ['every second(?= [a-z])', share(0.5)],
  ['every third', share(1 / 3)],
  ['every fourth', share(0.25)],
  ['every fifth', share(0.2)],
  ['every tenth', share(0.1)],
  ['tens of thousands', { kind: 'order', from: 10_000, below: 150_000 }],
  ['hundreds of thousands', { kind: 'order', from: 100_000, below: 1.5e6 }],
  ['(?:tens|hundreds) of millions', { kind: 'order', from: 1e7, below: 1.5e9 }],
  ['dozens', { kind: 'order', from: 20, below: 150 }],
  ['hundreds', { kind: 'order', from: 100, below: 1500 }],
  ['thousands', { kind: 'order', from: 1000, below: 150_000 }],
  ['millions', { kind: 'order', from: 1e6, below: 1.5e9 }],
];
