import { readdirSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { BUILDERS } from '../../../bench/slack-text/builders.js';
import {
  findAddresses,
  findHidden,
  findLiveInMarkdown,
  findLiveInMrkdwn,
} from '../../../bench/slack-text/mrkdwn-rules.js';
import { hostilePayloads } from '../../../bench/slack-text/payloads.js';
import { runHostileText } from '../../../bench/slack-text/run.js';
import {
  cleanText,
  cutText,
  escapeMarkdown,
  escapeMrkdwn,
  escapeSentence,
  revealHidden,
} from '../../../src/slack/blocks/kit/escape.js';

const ESC = String.fromCharCode(27);
const BLOCKS = new URL('../../../src/slack/blocks/', import.meta.url);
/** Made of others' blocks, or of nothing from outside. */
const NOT_BY_THEMSELVES: readonly string[] = [];

/** Reads a text of ours as Slack would show it. */
const shown = (mrkdwn: string) => mrkdwn.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&');

describe('every builder', () => {
  // A few of each kind of payload, so that it takes seconds; `npm run bench -- slack-text` takes them all.
  const payloads = hostilePayloads(149);

  test.each(BUILDERS.map((row) => [row.name, row] as const))(
    '%s: hostile text stays dead, visible and well-formed',
    (_, row) => {
      const { examples, liveEntities, hiddenCharacters, schemaErrors } = runHostileText([row], payloads);

      expect({ examples, liveEntities, hiddenCharacters, schemaErrors }).toEqual({
        examples: [],
        liveEntities: 0,
        hiddenCharacters: 0,
        schemaErrors: 0,
      });
    },
  );

  test('is in the table of the benchmark', async () => {
    const files = readdirSync(BLOCKS, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.ts'),
    );
    const modules = await Promise.all(
      files.map(async (name) => (await import(new URL(name, BLOCKS).href)) as Record<string, unknown>),
    );
    const exported = modules.flatMap((module) =>
      Object.keys(module).filter((name) => /^build[A-Z]/.test(name)),
    );
    const covered = new Set([...NOT_BY_THEMSELVES, ...BUILDERS.flatMap(({ covers }) => covers)]);

    expect(exported.length).toBeGreaterThan(5);
    expect(exported.filter((name) => !covered.has(name))).toEqual([]);
  });
});

describe('cleanText', () => {
  test('cuts between graphemes', () => {
    expect(cleanText('🇳🇱🇳🇱🇳🇱', { max: 10 })).toBe('🇳🇱🇳🇱…');
    expect(cleanText('👩‍👩‍👧‍👦👩‍👩‍👧‍👦', { max: 12 })).toBe('👩‍👩‍👧‍👦…');
    expect(cleanText('e\u0301e\u0301e\u0301', { max: 5 })).toBe('e\u0301e\u0301…');
    expect(cleanText('abcdef', { max: 4 })).toBe('abc…');
    expect(cleanText('abcd', { max: 4 })).toBe('abcd');
  });

  test('keeps line breaks and indentation only where asked', () => {
    expect(cleanText('a\n  b\t c', { max: 20 })).toBe('a b c');
    expect(cleanText('a\r\n  b\n\n', { max: 20, multiline: true })).toBe('a\n  b');
  });

  test.each([
    ['zero width', 'a\u200bb\u2060c\ufeffd\u00ade', 'abcde'],
    ['bidi', 'abc\u202edcba\u2066x\u2069', 'abcdcbax'],
    ['colours and titles', `${ESC}[31mred${ESC}[0m ${ESC}]8;;https://x.example${ESC}\\link`, 'red link'],
    ['device strings', `a${ESC}P0;1|17/ab${ESC}\\b${ESC}_hidden${ESC}\\c`, 'abc'],
    ['the beginning of a title without an end, and nothing after it', `a${ESC}]0;b`, 'a0;b'],
    ['controls', 'a\u0000b\u0007\u009bc', 'ab'],
    ['lone surrogates', 'a\ud800b', 'ab'],
    ['fillers', 'a\u3164b\u115fc\u2800d', 'abcd'],
    ['tags and variation selectors', 'a\u{e0041}b\ufe0fc\u{e0100}d', 'abcd'],
    ['a joiner between letters', 'a\u200db', 'ab'],
    ['only what is invisible', '\u200b\u2060', ''],
  ])('removes %s', (_, raw, clean) => {
    expect(cleanText(raw, { max: 100 })).toBe(clean);
  });

  test.each(['👩‍👩‍👧‍👦', '❤️‍🔥', '🏴󠁧󠁢󠁳󠁣󠁴󠁿', '1️⃣', '🇳🇱', '👍🏽', 'Zürich', 'e\u0301', 'नमस्ते', '日本語', 'שלום'])(
    'keeps %s readable',
    (text) => {
      expect(cleanText(text, { max: 100 })).toBe(text);
    },
  );

  test('keeps no more than four accents on a letter', () => {
    expect(cleanText(`e${'\u0301'.repeat(500)}`, { max: 100 })).toBe(`e${'\u0301'.repeat(4)}`);
  });

  test('is quick with long texts', () => {
    const start = performance.now();
    for (const text of ['a\u200b', '👩‍👩‍👧‍👦', '<!channel>', 'a.', `${ESC}]`, 'e\u0301', '@a', 'ᄀ']) {
      escapeMrkdwn(text.repeat(500_000), 3000);
    }

    expect(performance.now() - start).toBeLessThan(5000);
  });
});

describe('escapeMrkdwn', () => {
  test('shows what was written, dead', () => {
    expect(escapeMrkdwn('<!channel> & *now* ~or~ `never` https://x.example', 200)).toBe(
      '&lt;!channel&gt; &amp; ∗now∗ ∼or∼ ˋneverˋ https[:]//x[.]example',
    );
  });

  test.each([
    ['mail eve@evil.com', 'mail eve[@]evil[.]com'],
    ['www.evil.nonsense', 'www[.]evil.nonsense'],
    ['mailto:eve', 'mailto[:]eve'],
    ['evil。com evil．com', 'evil[.]com evil[.]com'],
    [
      'checkout.prod.svc:8080 took 1.5 s, e.g. in main.go',
      'checkout.prod.svc:8080 took 1.5 s, e.g. in main.go',
    ],
    ['@oncall, look', '@oncall, look'],
  ])('makes addresses in "%s" dead, and nothing else', (raw, escaped) => {
    expect(escapeMrkdwn(raw, 200)).toBe(escaped);
  });

  test('is never longer than its place, nor ends in half an entity', () => {
    for (let max = 1; max < 40; max += 1) {
      const escaped = escapeMrkdwn('<a> & <b> & <!here> & x', max);

      expect(escaped.length).toBeLessThanOrEqual(max);
      expect(escaped.replace(/&(?:amp|lt|gt);/g, '')).not.toContain('&');
    }
  });

  test('whatever is written: nothing lives, nothing hides, and what was plain reads the same', () => {
    const parts = fc.array(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.constantFrom('<', '>', '!', '@', '|', '://', '&lt;', '.com', '\u200b', 'U0A'),
      ),
    );

    fc.assert(
      fc.property(parts, (texts) => {
        const raw = texts.join('');
        for (const escaped of [escapeMrkdwn(raw, 10_000), escapeSentence(raw, 10_000)]) {
          expect([...findLiveInMrkdwn(escaped), ...findHidden(escaped)]).toEqual([]);
        }
        expect([
          ...findLiveInMarkdown(escapeMarkdown(raw, 10_000)),
          ...findAddresses(escapeMarkdown(raw, 10_000)),
        ]).toEqual([]);
      }),
      { numRuns: 500 },
    );
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...Array.from('abcXYZ 0123 &<>!_-|#%;äß日')) }),
        (raw) => {
          expect(shown(escapeMrkdwn(raw, 10_000))).toBe(raw.replace(/\s+/g, ' ').trim());
        },
      ),
    );
  });
});

describe('escapeSentence', () => {
  test('keeps the code spans of our own sentences', () => {
    expect(escapeSentence('Write `/incident ack 12`; <!here> is no number.', 100)).toBe(
      'Write `/incident ack 12`; &lt;!here&gt; is no number.',
    );
  });
});

describe('escapeMarkdown', () => {
  test('keeps marks, code and lists, and no link', () => {
    expect(escapeMarkdown('**now**\n- `x`\n[a](https://b.example) ![c](d) [e][f] <@U1>', 200)).toBe(
      '**now**\n- `x`\n[a] (https[:]//b[.]example) ![c] (d) [e] [f] ‹@U1›',
    );
  });

  test('cleans before it looks for links', () => {
    expect(escapeMarkdown('[a]\u200b(h\u200bttps:/\u2060/x.example)', 100)).toBe(
      '[a] (https[:]//x[.]example)',
    );
  });
});

describe('cutText', () => {
  test('leaves no half of an entity', () => {
    expect(cutText('abc &lt;def', 8)).toBe('abc…');
    expect(cutText('abc <!date^1^{time}|x> def', 20)).toBe('abc…');
  });
});

describe('revealHidden', () => {
  test('shows every character that cannot be seen', () => {
    expect(revealHidden('a\u200bb\u202ec\nd')).toBe('a\\u{200b}b\\u{202e}c\\u{a}d');
  });
});
