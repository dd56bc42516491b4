/** The report for people: what was scored, how it came out, and every miss with what was said and how to see it again. */
import type { Table } from '../../suite.js';
import type { EvalsDone } from '../run-evals.js';
import { summarize, type ScoredRun } from '../score/summary.js';
import { groupTable, overallTable } from './tables.js';

export interface ReportHead {
  readonly model: string | null;
  readonly runs: number;
  readonly seed: number;
  /** Of the prompts that the model got. */
  readonly promptVersion: string;
}

export function writeMarkdown(head: ReportHead, { runs, failed, drifted }: EvalsDone): string {
  const summary = summarize(runs);
  const who = head.model === null ? 'the rule-based investigator' : `the model ${head.model}`;
  const harms = Object.entries(summary.harms).filter(([, count]) => count > 0);
  return [
    `# Evaluation of ${who}`,
    `${new Set(runs.map(({ scenario }) => scenario)).size} scenarios, each drawn and played ${times(head.runs)} from seed ${head.seed}. ` +
      `Prompt version ${head.promptVersion}. The scenes are synthetic; docs/evals.md says what that means.`,
    ...(drifted > 0
      ? [
          `**${drifted} requests were not as recorded:** their answers belong to other questions, so that these scores say little.`,
        ]
      : []),
    ...(failed.length > 0
      ? [`**${failed.length} runs could not be played** and are not counted:`, list(failed)]
      : []),
    '## All scenarios',
    table(overallTable(summary)),
    ...(head.model === null
      ? []
      : [`In ${summary.fellBack} of ${runs.length} runs the rules had to answer in place of the model.`]),
    harms.length === 0 ? 'No harm was done.' : list(harms.map(([kind, count]) => `${kind}: ${times(count)}`)),
    '## By family',
    table(groupTable(runs, 'family', ({ family }) => family)),
    '## By scenario',
    table(groupTable(runs, 'scenario', ({ scenario }) => scenario)),
    '## What was not right',
    ...missesOf(runs, head),
    '',
  ].join('\n\n');
}

function missesOf(runs: readonly ScoredRun[], { model, seed }: ReportHead): readonly string[] {
  const misses = runs.flatMap(({ scenario, run, truth, score }) => {
    const wrong = [
      ...(score.cause ? [] : ['cause']),
      ...(score.mechanism === false ? ['mechanism'] : []),
      ...(score.runbook ? [] : ['runbook']),
      ...(score.proposal ? [] : ['proposal']),
      ...(score.abstention ? [] : ['abstention']),
      ...score.harm.map(({ kind, what }) => `${kind}: ${quote(what)}`),
    ];
    if (wrong.length === 0) return [];
    const { causes, confidence, mechanism, runbooks, proposals, note } = score.said;
    const said = [
      `cause ${causes.map((cause) => cause ?? 'none').join(', ') || 'none'}${confidence === null ? '' : ` (${Math.round(confidence * 100)} % sure)`}`,
      `runbook ${runbooks.join(', ') || 'none'}`,
      `proposal ${proposals.join(', ') || 'none'}`,
    ].join('; ');
    return [
      `### ${scenario}, run ${run}`,
      list([
        `Wrong: ${wrong.join(', ')}`,
        `Said: ${said}`,
        `Right: ${truth}`,
        ...(mechanism.trim() === '' ? [] : [`In its words: ${quote(mechanism.trim())}`]),
        ...(note === null || model === null ? [] : [`Note: ${quote(note)}`]),
        `Again: \`npm run eval -- --model ${model ?? 'rules'} --scenario ${scenario} --seed ${seed + run - 1}\``,
      ]),
    ];
  });
  return misses.length === 0 ? ['Nothing.'] : misses;
}

const list = (items: readonly string[]) => items.map((item) => `- ${item}`).join('\n');
const times = (count: number) => (count === 1 ? 'once' : `${count} times`);
/** Text of the scene stays text: nothing in it becomes Markdown. */
const quote = (text: string) => `\`${text.replaceAll('`', "'").replace(/\s+/g, ' ')}\``;

function table({ columns, rows }: Table): string {
  const row = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
  return [row(columns), row(columns.map(() => '---')), ...rows.map(row)].join('\n');
}
