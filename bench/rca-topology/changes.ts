/**
 * Which change explains an issue, among decoys. The rule for decoys: the commands of other issues of the scenario whose text
 * differs from the true one and from each other, in the order of a seeded shuffle, each at a seeded time within the day
 * before the capture begins. The true command is placed where the capture begins.
 */
import { correlateChanges, type CandidateChange } from '../../src/analysis/correlate-changes.js';
import { rankRootCauses } from '../../src/analysis/root-cause/rank-root-causes.js';
import { createRandom } from '../random/create-random.js';
import { toQuestion, type IssueCase } from './read-topology.js';

const DECOYS = 4;
const DAY_SECONDS = 86_400;
/** Letters in a row that a word of a command and a component have in common to belong together. */
const MIN_COMMON = 6;
/** Words of more commands than this say how a change is made, not what is changed. */
const MAX_COMMANDS_PER_WORD = 2;

export interface ChangeTask {
  /** Place of the true command, from 1. */
  readonly named: number;
  /** The same with all commands' services unknown. */
  readonly blinded: number;
  readonly shown: number;
}

interface Shown extends CandidateChange {
  readonly text: string;
}

/** `commands` holds those of all issues of the scenario; the true one is told from the others by its text alone. */
export function placeChange(
  issue: IssueCase,
  command: string,
  commands: readonly string[],
  seed: number,
): ChangeTask {
  const random = createRandom(seed);
  const start = issue.capture.times[0] ?? 0;
  const others = [...new Set(commands)].filter((other) => other !== command).sort();
  const decoys = shuffle(others, random).slice(0, DECOYS);
  const shown = [
    { text: command, at: start },
    ...decoys.map((text) => ({ text, at: start - DAY_SECONDS * random() })),
  ];
  const { scenario, objective } = issue;
  const suspects = rankRootCauses(toQuestion(scenario, scenario.usual, issue.capture, objective)).ranked;
  const place = (isBlinded: boolean) => {
    // A command whose words fit several components counts for the one that fits best.
    const changes = shown.flatMap(({ text, at }) =>
      (isBlinded ? [null] : componentsOf(text, commands, scenario.nodes)).map((service): Shown => ({
        kind: kindOf(text),
        service,
        at: new Date(at * 1000),
        text,
      })),
    );
    const ranked = correlateChanges({
      changes,
      onsets: [...suspects.slice(0, 1).map(({ component }) => component), objective.node].map((service) => ({
        service,
        onset: objective.timestamp,
      })),
      edges: scenario.calls,
      toleranceSeconds: 300,
    });
    return [...new Set(ranked.map(({ change }) => change.text))].indexOf(command) + 1;
  };
  return { named: place(false), blinded: place(true), shown: shown.length };
}

function kindOf(command: string): CandidateChange['kind'] {
  if (/\bdeploy\b/.test(command)) return 'deploy';
  return /\bput-parameter\b|\bset\b|config/.test(command) ? 'config' : 'other';
}

/** The components with the longest run of letters in common with a telling word; unknown when there is none. */
function componentsOf(
  command: string,
  commands: readonly string[],
  components: readonly string[],
): readonly (string | null)[] {
  const distinct = [...new Set(commands)].map((text) => new Set(wordsOf(text)));
  const telling = wordsOf(command).filter(
    (word) => distinct.filter((words) => words.has(word)).length <= MAX_COMMANDS_PER_WORD,
  );
  const common = components.map((component) => {
    const name = component.toLowerCase().replace(/[^a-z]+/g, ' ');
    return { component, length: Math.max(0, ...telling.map((word) => longestCommonRun(word, name))) };
  });
  const longest = Math.max(...common.map(({ length }) => length));
  if (longest < MIN_COMMON) return [null];
  return common.filter(({ length }) => length === longest).map(({ component }) => component);
}

const wordsOf = (text: string): readonly string[] => text.toLowerCase().match(/[a-z]+/g) ?? [];

function longestCommonRun(word: string, name: string): number {
  let longest = 0;
  for (let from = 0; from < word.length; from += 1) {
    while (from + longest < word.length && name.includes(word.slice(from, from + longest + 1))) longest += 1;
  }
  return longest;
}

function shuffle<T>(items: readonly T[], random: () => number): T[] {
  const shuffled = [...items];
  for (let last = shuffled.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [shuffled[last], shuffled[other]] = [shuffled[other] as T, shuffled[last] as T];
  }
  return shuffled;
}
