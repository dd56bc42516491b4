/** What people are shown of what a program printed: without colours, secrets and what cannot be seen. */
import { stripVTControlCharacters } from 'node:util';
import { withoutInvisible } from '../../shared/text.js';
import { withoutSecrets } from '../without-secrets.js';
import type { NamedCommandConfig } from './settings.js';

/** The end of it. `redact` replaces secrets and may throw; then nothing is shown. */
export function showOutput(
  { env, maxOutputBytes }: Pick<NamedCommandConfig, 'env' | 'maxOutputBytes'>,
  printed: Buffer,
  redact: (text: string) => string,
): string {
  const text = withoutInvisible(stripVTControlCharacters(printed.toString('utf8')));
  let clean: string;
  try {
    clean = redact(withoutSecrets(text, Object.values(env)));
  } catch {
    return '(What it printed could not be freed of secrets, so it is not shown.)';
  }
  const bytes = Buffer.from(clean.trim());
  if (bytes.length <= maxOutputBytes) return bytes.toString('utf8');
  return `… ${bytes.subarray(bytes.length - maxOutputBytes).toString('utf8')}`;
}

export function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)?.trim() ?? '';
}
