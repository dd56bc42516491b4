/** Writes the tables made from the code into the documentation: `npx tsx test/rules/write-tables.ts && npm run format`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { formatMarkdownTable, referenceSections } from './reference-tables.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

for (const { file, name, table } of await referenceSections()) {
  const path = join(ROOT, file);
  const marks = new RegExp(`(<!-- ${name}:[^>]*-->)[\\s\\S]*?(<!-- /${name} -->)`);
  const text = readFileSync(path, 'utf8');
  writeFileSync(
    path,
    text.replace(
      marks,
      (_, open: string, close: string) => `${open}\n\n${formatMarkdownTable(table)}\n\n${close}`,
    ),
  );
}
