/**
 * The contract put before a person. While it is pending it shows everything that will be executed, how success is judged,
 * how to undo it and who may decide; once decided, the buttons give way to what came of it: see `decided-card.ts`.
 */
import type { Expectation } from '../../../incidents/runbook.js';
import { stepsOf } from '../../../remediation/plan.js';
import type { Proposal } from '../../../remediation/proposal.js';
import { isRemedy } from '../../../remediation/remedy.js';
import { formatDuration } from '../../../shared/duration.js';
import type { IncidentView, ProposalView } from '../../../workflows/reading/incident-view.js';
import {
  bold,
  code,
  glue,
  label,
  paragraph,
  plain,
  preformatted,
  type Block,
  type Line,
  type MessageContent,
} from '../kit/block-kit.js';
import { fitMessage } from '../kit/budget.js';
import { cutText, escapeMrkdwn, revealHidden } from '../kit/escape.js';
import { citation, count } from '../kit/words.js';
import { approvalBlocks, holdBlocks } from './approval-parts.js';
import { buildDecidedCard } from './decided-card.js';
import { proposalButtons } from './proposal-buttons.js';
import { showWhole } from './proposal-details.js';
import { replacedBlocks } from './replaced-part.js';
import { describeUndo } from './undo.js';

const TITLE = 150;
/** What is approved must be seen in full: a longer effect or longer arguments cannot be approved in Slack. */
const EFFECT = 1400;
const ARGUMENTS = 1400;
const OUTPUT = 1200;
const ROLLBACK = 400;
const UNDO = 500;
const CITED = 4;

export function buildProposalCard(view: ProposalView, { now }: Pick<IncidentView, 'now'>): MessageContent {
  const { proposal } = view;
  if (proposal.status !== 'pending') return fitMessage(buildDecidedCard(view, proposal.status));
  // The row may still say pending just after the time is over; a button that will be refused helps nobody.
  if (now >= proposal.expiresAt) return fitMessage(buildDecidedCard(view, 'expired'));
  return fitMessage(buildPendingCard(view));
}

function buildPendingCard(view: ProposalView): MessageContent {
  const { proposal } = view;
  const effect = buildEffect(proposal);
  return {
    text: `Approval wanted: ${escapeMrkdwn(proposal.title, TITLE)}`,
    blocks: [
      paragraph(
        [bold(proposal.undoes === null ? `${proposed(proposal)}: ${proposal.title}` : proposal.title, TITLE)],
        [plain(proposal.rationale), glue(citation(proposal.evidenceIds, CITED))],
      ),
      ...holdBlocks(view),
      ...replacedBlocks(view.replaces, proposal),
      preformatted(
        [bold(proposal.steps.length === 0 ? 'Runs exactly this' : RUNS_IN_ORDER)],
        effect.text,
        EFFECT + ARGUMENTS + 1,
      ),
      paragraph([label('On'), ...targetSpans(proposal)], ...touchesLines(proposal.blastRadius)),
      ...dryRunBlocks(view),
      paragraph(...riskLines(proposal)),
      ...verificationBlocks(proposal),
      ...approvalBlocks(view),
      ...(effect.isComplete ? [] : [paragraph([bold(TOO_LONG)])]),
      ...proposalButtons(view, effect.isComplete),
    ],
  };
}

const proposed = (proposal: Proposal) => (isRemedy(proposal) ? 'Proposed fix' : 'Proposed');

function targetSpans({ target, environment, runbookId }: Proposal): Line {
  return [
    plain(target.name, 200),
    ...(environment === null ? [] : [glue(' in '), plain(environment, 60)]),
    ...(runbookId === null ? [] : [glue(', from runbook '), code(runbookId, 100)]),
  ];
}

/** As far as the dry run could tell. */
function touchesLines({ replicas, capacityShare }: Proposal['blastRadius']): Line[] {
  if (replicas === null && capacityShare === null) return [];
  const share = capacityShare === null ? null : `${Math.round(capacityShare * 100)} % of the capacity`;
  if (replicas === null) return [[label('Touches'), glue(share ?? '')]];
  const all = capacityShare === null || capacityShare === 0 ? null : Math.round(replicas / capacityShare);
  return [
    [
      label('Touches'),
      glue(all === null ? count(replicas, 'replica') : `${replicas} of ${count(all, 'replica')}`),
    ],
  ];
}

const RUNS_IN_ORDER = 'Runs exactly this, one after the other; the first that fails ends it';

/** The effect and the action with its canonical arguments, every character visible; of a plan those of each step. */
function buildEffect(proposal: Proposal): { text: string; isComplete: boolean } {
  const steps = stepsOf(proposal);
  const shown = steps.map(({ action, arguments: args, effect }) => {
    const given = Object.entries(args).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
    return { effect: revealHidden(effect), call: revealHidden(`${action}(${given.join(', ')})`) };
  });
  const [effects, calls] = [Math.floor(EFFECT / steps.length), Math.floor(ARGUMENTS / steps.length)];
  const texts = shown.map(({ effect, call }) => [cutText(effect, effects), cutText(call, calls)] as const);
  return {
    text:
      texts.length === 1
        ? texts.flat().join('\n')
        : texts.map(([effect, call], index) => `${index + 1}. ${effect}\n   ${call}`).join('\n'),
    isComplete: shown.every(({ effect, call }) => effect.length <= effects && call.length <= calls),
  };
}

function dryRunBlocks(view: ProposalView): Block[] {
  const { dryRun } = view.proposal;
  const block = preformatted([bold('Dry run, nothing has changed yet')], dryRun, OUTPUT);
  return dryRun.length <= OUTPUT ? [block] : [block, showWhole(view, 'Show the whole dry run')];
}

/** How bad it may be, and what happens when it does not help. */
function riskLines(proposal: Proposal): Line[] {
  const { risk, undo } = proposal;
  if (undo !== null) {
    return [
      [label('Risk'), glue(`${risk}.`)],
      [
        label(isRemedy(proposal) ? 'If it does not work' : 'Afterwards'),
        glue(howBack(proposal)),
        code(revealHidden(undo.effect), UNDO),
      ],
    ];
  }
  const { lead, how } = describeUndo(proposal);
  return [
    [
      label('Risk'),
      ...(how === '' ? [glue(`${risk}; ${lead}.`)] : [glue(`${risk}; ${lead}: `), plain(how, ROLLBACK)]),
    ],
  ];
}

/** By itself only what was measured not to work. */
const howBack = ({ terms, verification }: Proposal) =>
  terms?.rollBack === 'automatic' && verification !== null
    ? 'it is taken back at once, by itself: '
    : 'it can be taken back: ';

const COMPARED: Readonly<Record<Expectation['is']['operator'], string>> = {
  '<': 'below',
  '<=': 'at most',
  '>': 'above',
  '>=': 'at least',
  '==': 'exactly',
  '!=': 'other than',
};

function verificationBlocks(proposal: Proposal): Block[] {
  const { verification } = proposal;
  if (verification === null) {
    return isRemedy(proposal)
      ? [paragraph([label('Worked if'), glue('no check is defined; a person has to look.')])]
      : [paragraph([label('Mends'), glue('nothing: the incident stays as it is.')])];
  }
  const { query, is, withinSeconds, forSeconds } = verification;
  const held = forSeconds === 0 ? '' : ` and stays so for ${formatDuration(forSeconds * 1000)}`;
  const when = `within ${formatDuration(withinSeconds * 1000)}${held}`;
  return [
    preformatted(
      [label('Worked if'), plain(`this is ${COMPARED[is.operator]} ${is.value} ${when}`)],
      query,
      600,
    ),
  ];
}

const TOO_LONG =
  'It is too long to be shown in full, so it cannot be approved here. Reject it, or run it by hand.';
