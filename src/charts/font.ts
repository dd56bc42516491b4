/**
 * The one font of all pictures, shipped with the program: without a font a picture has no text, and nobody is told. Its
 * tables are read here because the layout must know how wide a text is, and which characters it can draw at all.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const FONT_FAMILY = 'DejaVu Sans';
/** Beside this file in the sources and, copied by the build, in `dist`. */
export const FONT_PATH = fileURLToPath(new URL('./fonts/DejaVuSans.ttf', import.meta.url));

export interface Font {
  /** In pixels at a font size in pixels. Kerning is left out: it only makes texts narrower. */
  widthOf(text: string, size: number): number;
  /** Whether there is a picture for the character; otherwise nothing would be drawn. */
  covers(character: string): boolean;
}

/** Reads the font once; keep what it returns. */
export function readFont(path = FONT_PATH): Font {
  const file = readFileSync(path);
  const table = (tag: string): number => {
    const count = file.readUInt16BE(4);
    for (let index = 0; index < count; index += 1) {
      const at = 12 + index * 16;
      if (file.toString('latin1', at, at + 4) === tag) return file.readUInt32BE(at + 8);
    }
    throw new Error(`The font ${path} has no table ${tag}.`);
  };
  const unitsPerEm = file.readUInt16BE(table('head') + 18);
  const widths = file.readUInt16BE(table('hhea') + 34);
  const hmtx = table('hmtx');
  const glyphs = readCharacterMap(file, table('cmap'));
  // Glyphs beyond the list are as wide as its last one.
  const advance = (glyph: number) => file.readUInt16BE(hmtx + Math.min(glyph, widths - 1) * 4) / unitsPerEm;
  const glyphOf = (character: string) => glyphs.get(character.codePointAt(0) ?? 0) ?? 0;
  return {
    widthOf: (text, size) =>
      Array.from(text).reduce(
        (sum, character) => sum + (/\p{M}/u.test(character) ? 0 : advance(glyphOf(character))),
        0,
      ) * size,
    covers: (character) => glyphOf(character) !== 0,
  };
}

/** Code point → glyph, from the format 12 table (all of Unicode) that DejaVu has. */
function readCharacterMap(file: Buffer, cmap: number): ReadonlyMap<number, number> {
  const glyphs = new Map<number, number>();
  const tables = file.readUInt16BE(cmap + 2);
  for (let index = 0; index < tables; index += 1) {
    const table = cmap + file.readUInt32BE(cmap + 4 + index * 8 + 4);
    if (file.readUInt16BE(table) !== 12) continue;
    const groups = file.readUInt32BE(table + 12);
    for (let group = 0; group < groups; group += 1) {
      const at = table + 16 + group * 12;
      const first = file.readUInt32BE(at);
      const last = file.readUInt32BE(at + 4);
      const glyph = file.readUInt32BE(at + 8);
      for (let code = first; code <= last; code += 1) glyphs.set(code, glyph + code - first);
    }
  }
  return glyphs;
}
