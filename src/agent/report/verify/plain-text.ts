/** One spelling for what can be written in many: digits of any script, full-width letters, dashes, quotes, odd spaces. */

const FRACTIONS: Readonly<Record<string, string>> = {
  '½': '.5',
  '⅓': '.33',
  '⅔': '.67',
  '¼': '.25',
  '¾': '.75',
  '⅕': '.2',
  '⅖': '.4',
  '⅗': '.6',
  '⅘': '.8',
  '⅙': '.17',
  '⅚': '.83',
  '⅛': '.125',
  '⅜': '.375',
  '⅝': '.625',
  '⅞': '.875',
};

/** Digits that NFKC would put beside the number before them: 10³ is not 103. */
const RAISED = /[\u00B2\u00B3\u00B9\u2070-\u2079\u2080-\u2089]+/g;

/** Stands for a number that cannot be read, so that it is never found anywhere. */
export const UNREADABLE = '\uFFFD';

export function plainText(text: string): string {
  return (
    text
      .replace(
        /(\d?)([½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞])/g,
        (_, digit: string, sign: string) => `${digit || '0'}${FRACTIONS[sign] ?? ''}`,
      )
      .replace(RAISED, UNREADABLE)
      .replace(/\p{Nl}/gu, UNREADABLE)
      .normalize('NFKC')
      .replace(/\p{Cf}|\p{Default_Ignorable_Code_Point}/gu, '')
      .replace(/[\u2010-\u2015\u2212]/g, '-')
      .replace(/[“”„‟«»「」『』]/g, '"')
      .replace(/\u3002/g, '.')
      .replace(/(?<=\d) ?\.{2,} ?(?=\d)/g, ' - ')
      .replace(/[’‘‚‛]/g, "'")
      .replace(/\u2044/g, '/')
      // Emphasis of Markdown.
      .replace(/(?<![\w)])\*+(?=[\w~>.])|(?<=[\w%)])\*+(?!\w)/g, '')
      .replace(/(?<![\p{L}\p{N}_])_+(?=[\d~>.])|(?<=[\d%])_+(?![\p{L}\p{N}_])/gu, '')
      .replace(/[\s\p{Cc}]+/gu, ' ')
      .replace(/(?![0-9])\p{Nd}/gu, asciiDigit)
      .replace(/[\p{Nl}\p{No}〇零一二三四五六七八九十百千万億两壹贰叁肆伍陆柒捌玖拾佰仟廿卅]+/gu, UNREADABLE)
  );
}

/** In every script the ten digits stand in a row that begins at …0 or at …6. */
function asciiDigit(digit: string): string {
  const code = digit.codePointAt(0) ?? 0;
  const row = code & ~0xf;
  const first = /\p{Nd}/u.test(String.fromCodePoint(row)) ? row : row + 6;
  return String(code - first);
}
