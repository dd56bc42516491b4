/** secretlint with its recommended rules: what a project has that adds a well-known scanner. */
import { lintSource } from '@secretlint/core';
import { creator } from '@secretlint/secretlint-rule-preset-recommend';

/** Parts of the text that secretlint reports. */
export async function secretlintFinds(text: string): Promise<readonly string[]> {
  const { messages } = await lintSource({
    source: { filePath: 'log.txt', content: text, ext: '.txt', contentType: 'text' },
    options: { config: { rules: [{ id: '@secretlint/secretlint-rule-preset-recommend', rule: creator }] } },
  });
  return messages.map(({ range: [start, end] }) => text.slice(start, end));
}
