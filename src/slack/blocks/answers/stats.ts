/** Answer to `/incident stats`. Every number says how many cases it rests on; few cases are no trend. */
import type { Noise, Spread } from '../../../incidents/stats.js';
import { formatDuration } from '../../../shared/duration.js';
import type { StatsAnswer } from '../../../workflows/knowledge/stats-answer.js';
import { COMMAND } from '../../ids.js';
import {
  bold,
  bullets,
  code,
  context,
  glue,
  label,
  paragraph,
  plain,
  type Block,
  type Line,
  type MessageContent,
} from '../kit/block-kit.js';
import { fitMessage } from '../kit/budget.js';
import { count } from '../kit/words.js';
import { authorBlocks, costOfModels } from './model-stats.js';

/** Below this a median says little about the next incident. */
const FEW = 5;

export function buildStats(stats: StatsAnswer): MessageContent {
  const { days, opened, bySeverity, resolved, fixes, feedback } = stats;
  const heading = `Last ${days === 1 ? '24 hours' : `${days} days`}`;
  if (opened === 0 && stats.noisiestAlerts.length === 0) {
    return {
      text: `${heading}: no incident`,
      blocks: [
        paragraph(
          [bold(heading)],
          [glue('✅ No incident and no alert. '), code(`${COMMAND} stats 30d`), glue(' looks further back.')],
        ),
      ],
    };
  }
  const open = bySeverity.reduce((sum, { unresolved }) => sum + unresolved, 0);
  const severities = bySeverity.map(({ severity, count: n }) => `${n} ${severity}`).join(', ');
  const judged = feedback.right + feedback.wrong;
  const lines: Line[] = [
    [bold(heading)],
    [
      label('Incidents'),
      glue(
        `${opened}${severities === '' ? '' : ` (${severities})`}${open > 0 ? `, ${open} still open` : ''}`,
      ),
    ],
    spreadLine('Until somebody took it (MTTA)', stats.toAcknowledge),
    spreadLine('Until users were well again', stats.toMitigate),
    spreadLine('Until it was over (MTTR)', stats.toResolve),
    [
      label('Resolved with an approved fix'),
      glue(
        resolved.n === 0
          ? 'nothing is resolved yet'
          : `${resolved.byFix} of ${resolved.n}${percent(resolved.byFix, resolved.n)}; ${resolved.byPerson} closed by hand`,
      ),
    ],
    [
      label('Fixes'),
      glue(
        `${fixes.approved} approved, ${fixes.verified} of them checked and working, ${fixes.rejected} rejected`,
      ),
    ],
    [
      label('Analyses, by their buttons'),
      glue(
        judged === 0
          ? 'nobody has called one right or wrong'
          : `${feedback.right} of ${judged} called right${percent(feedback.right, judged)}`,
      ),
    ],
    costOfModels(stats.models),
  ];
  return fitMessage({
    text: `${heading}: ${count(opened, 'incident')}${open > 0 ? `, ${open} still open` : ''}`,
    blocks: [
      paragraph(...lines),
      ...authorBlocks(stats.models),
      ...noise('Noisiest services', stats.noisiestServices, 'incident'),
      ...noise('Noisiest alerts', stats.noisiestAlerts, 'time'),
      context(
        `Medians, because one long night spoils a mean.${opened < FEW ? ' Too few cases for a trend.' : ''}`,
      ),
    ],
  });
}

function spreadLine(name: string, { n, medianMs, meanMs, p90Ms }: Spread): Line {
  if (medianMs === null) return [label(name), glue('no case yet')];
  const parts = [
    `median ${formatDuration(medianMs)}`,
    ...(n > 1 && meanMs !== null ? [`mean ${formatDuration(meanMs)}`] : []),
    ...(p90Ms === null ? [] : [`nine of ten within ${formatDuration(p90Ms)}`]),
    `n = ${n}`,
  ];
  return [label(name), glue(parts.join(' · '))];
}

function noise(title: string, items: readonly Noise[], noun: string): Block[] {
  if (items.length === 0) return [];
  return [
    bullets(
      [bold(title)],
      items.map(({ name, count: n }): Line => [plain(name, 80), glue(` · ${count(n, noun)}`)]),
    ),
  ];
}

/** Nothing for fewer than five cases: a share of three is a rumour. */
function percent(part: number, all: number): string {
  return all < FEW ? '' : ` (${Math.round((part / all) * 100)} %)`;
}
