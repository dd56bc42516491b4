/** What a model reads of a log: through the tool, its runner and a log store over HTTP; and what a plain cut would give it. */
import { countTokens, decode, encode } from 'gpt-tokenizer';
import { createToolRunner } from '../../src/agent/tool-runner.js';
import { createLoki } from '../../src/clients/loki.js';
import { silentLogger } from '../../src/observability/logger.js';
import { evidenceStore } from '../../test/helpers/checkout-evidence.js';
import { incident, toolContext } from '../../test/helpers/checkout-incident.js';
import { searchLogs } from '../../tools/logs/search-logs.js';
import type { LogCase, Windows } from './log-case.js';

export interface Reading {
  readonly text: string;
  readonly tokens: number;
  readonly ms: number;
}

/** As the product configures its log store. */
const LIMITS = { timeoutMs: 15_000, maxBytes: 16 * 1024 * 1024, maxLines: 5_000, maxSeries: 100 };
/** The lead of the tool's own window before the incident was noticed. */
const LEAD_MS = 120_000;

export async function readByTool(url: string, { start, began, end }: Windows): Promise<Reading> {
  const startedAt = new Date(began.getTime() + LEAD_MS);
  const runner = createToolRunner({
    tools: [searchLogs],
    backends: ['logs'],
    context: toolContext({
      now: end,
      incident: incident({ startedAt, service: 'checkout' }),
      range: { start, end },
      logs: createLoki({ url, ...LIMITS, maxPointsPerSeries: 1_000 }),
    }),
    maxCalls: 1,
    recordEvidence: evidenceStore().recordEvidence,
    log: silentLogger(),
  });
  const before = performance.now();
  const { text } = await runner.call('search_logs', {});
  return { text, tokens: countTokens(text), ms: performance.now() - before };
}

/** The beginning and the end of the incident's lines, each half of the tokens: what a tool without a summary does. */
export function cutHeadAndTail({ lines }: LogCase, { began }: Windows, tokens: number): string {
  const text = lines.flatMap(({ at, text: line }) => (at >= began.getTime() ? [line] : []));
  // More characters than tokens could ever need: tokenizing all of it would take minutes.
  const all = text.join('\n');
  const room = tokens * 8;
  if (all.length <= 2 * room) {
    const whole = encode(all);
    if (whole.length <= tokens) return all;
    return `${decode(whole.slice(0, tokens / 2))}\n…\n${decode(whole.slice(-tokens / 2))}`;
  }
  const head = encode(all.slice(0, room)).slice(0, tokens / 2);
  const tail = encode(all.slice(-room)).slice(-tokens / 2);
  return `${decode(head)}\n…\n${decode(tail)}`;
}

/** Whether a text is there, however JSON escaped it and whatever blanks became of its line ends. */
export function isInside(text: string, decisive: string): boolean {
  const bare = (one: string) => one.replaceAll(/\\(.)/g, '$1').replaceAll(/\s+/g, ' ').trim();
  return bare(text).includes(bare(decisive));
}
