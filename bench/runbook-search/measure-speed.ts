/** How long the index of many runbooks takes to build, and a question to be answered. */
import { createRunbookFinder } from '../../src/analysis/runbook-search/find-runbooks.js';
import type { RunbookDocument } from '../../src/analysis/runbook-search/search-text.js';
import { quantile } from '../quantile.js';
import { createRandom } from '../random/create-random.js';

const WORDS_PER_PAGE = 300; // about as many as the pages of public sets have
const VOCABULARY = 6000;
const QUERIES = 200;

export interface Speed {
  readonly runbooks: number;
  readonly buildMs: number;
  /** Of the processor alone, which a busy machine does not change: for the index, and on average for a question. */
  readonly buildCpuMs: number;
  readonly queryCpuMs: number;
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

  const building = startWatch();
  const finder = createRunbookFinder(documents);
  const built = building();
  const times: number[] = [];
  let cpuMs = 0;
  for (let index = 0; index < QUERIES; index++) {
    const query = { alertNames: [name()], service: null, text: `${sentence(10)} ${sentence(15)}` };
    const asking = startWatch();
    finder.find(query, 5);
    const asked = asking();
    times.push(asked.wallMs);
    cpuMs += asked.cpuMs;
  }
  return {
    runbooks,
    buildMs: Math.round(built.wallMs),
    buildCpuMs: Math.round(built.cpuMs),
    queryMs: quantile(times, 0.5),
    queryP99Ms: quantile(times, 0.99),
    queryCpuMs: Math.round((cpuMs / QUERIES) * 100) / 100,
  };
}

function startWatch(): () => { wallMs: number; cpuMs: number } {
  const [wall, cpu] = [performance.now(), process.cpuUsage()];
  return () => {
    const { user, system } = process.cpuUsage(cpu);
    return { wallMs: performance.now() - wall, cpuMs: (user + system) / 1000 };
  };
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
