import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { DRAWINGS } from '../../../demo/slack/page/text/drawings.js';

const SOURCES = 'src/slack';

function emojiIn(folder: string): readonly string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  return files.flatMap(
    (file) => readFileSync(join(folder, file), 'utf8').match(/\p{Emoji_Presentation}/gu) ?? [],
  );
}

describe('emoji where no colour font is installed', () => {
  test('every one that Firewatch writes is drawn', () => {
    const written = [...new Set(emojiIn(SOURCES))];

    expect(written).toContain('🔴');
    expect(written.filter((one) => DRAWINGS[one] === undefined)).toEqual([]);
  });
});
