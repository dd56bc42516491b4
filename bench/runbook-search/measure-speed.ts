/** How long the index of many runbooks takes to build, and a question to be answered. */
import { createRunbookFinder } from '../../src/analysis/runbook-search/find-runbooks.js';
import type { RunbookDocument } from '../../src/analysis/runbook-search/search-text.js';
import { quantile } from '../quantile.js';

const WORDS_PER_PAGE = 300; // about as many as the pages of public sets have
const VOCABULARY = 6000;
const QUERIES = 200;

export interface Speed {
  readonly runbooks: number;
  readonly buildMs: number;
  readonly queryMs: number;
  readonly queryP99Ms: number;
}

/** Pages and alerts of made-up words, as frequent as words are (Zipf), the same in every run. */
export function measureSpeed(runbooks: number): Speed {
  const next = createRandom(7);
  const word = () =>
    `w${Math.floor(VOCABULARY ** next())
      .toString(26)
      .replace(/\d/g, (digit) => 'qrstuvwxyz'[Number(digit)] ?? '')}`;
  const sentence = (length: number) => `${Array.from({ length }, word).join(' ')}.`;
  const name = () => Array.from({ length: 4 }, () => capitalize(word())).join('');
  const documents: RunbookDocument[] = Array.from({ length: runbooks }, (_, index) => {
    const id = `${name()}${index}`;
    const body = ['Meaning', 'Impact', 'Diagnosis', 'Mitigation']
      .map(
        (heading) =>
          `## ${heading}\n\n${Array.from({ length: WORDS_PER_PAGE / 60 }, () => sentence(15)).join('\n')}`,
      )
      .join('\n\n');
    return { id, title: id, body: `# ${id}\n\n${body}`, match: { alerts: [], services: [] } };
  });

  const started = performance.now();
  const finder = createRunbookFinder(documents);
  const buildMs = performance.now() - started;
  const times = Array.from({ length: QUERIES }, () => {
    const query = { alertNames: [name()], service: null, text: `${sentence(10)} ${sentence(15)}` };
    const asked = performance.now();
    finder.find(query, 5);
    return performance.now() - asked;
  });
  return {
    runbooks,
    buildMs: Math.round(buildMs),
    queryMs: quantile(times, 0.5),
    queryP99Ms: quantile(times, 0.99),
  };
}

/** Park and Miller's generator (1988): good enough for made-up words. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
