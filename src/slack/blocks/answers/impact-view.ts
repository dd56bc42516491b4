/** Answer to `/incident impact`: every part of the score with its numbers and the queries that measured it. */
import { effectiveScore, type ImpactComponent } from '../../../incidents/impact.js';
import { incidentLabel, type Incident } from '../../../incidents/incident.js';
import { oneLine } from '../../../shared/text.js';
import { COMMAND } from '../../ids.js';
import {
  bold,
  bullets,
  code,
  context,
  glue,
  moment,
  paragraph,
  plain,
  type Block,
  type Line,
  type MessageContent,
} from '../kit/block-kit.js';
import { fitMessage } from '../kit/budget.js';
import { actorSpan, lightOf } from '../kit/words.js';

const TITLE = 120;
const REASON = 400;
const QUERY = 300;

const NAMES: Readonly<Record<ImpactComponent['name'], string>> = {
  tier: 'Service tier',
  failing_requests: 'What fails',
  error_budget: 'Error budget',
  blast_radius: 'Blast radius',
  dependants: 'Blast radius',
  duration: 'Duration',
  severity: 'Severity',
};

export function buildImpactView(incident: Incident): MessageContent {
  const { impact, impactOverride, number } = incident;
  const name = incidentLabel(incident);
  const score = effectiveScore(incident);
  if (score === null) return { text: `The impact of ${name} is not known yet.`, blocks: [] };
  const set = `${COMMAND} priority ${number}`;
  const how = impactOverride
    ? `\`${set} auto\` takes your team's word back.`
    : `\`${set} 80 because …\` sets another one.`;
  return fitMessage({
    text: `Impact of ${name}: ${score}/100`,
    blocks: [
      paragraph(
        [
          glue(`${lightOf(incident)} `),
          bold(`Impact of ${name}: ${score}/100`),
          glue(' '),
          plain(incident.title, TITLE),
        ],
        ...overrideLines(incident),
        ...riseLines(incident),
      ),
      ...(impact
        ? [
            bullets(
              [bold(impactOverride ? `Measured: ${impact.score}/100` : 'What it adds up from')],
              impact.components.map(lineOf),
            ),
            ...queryBlocks(impact.components),
          ]
        : []),
      context(
        ...(impact
          ? [`Measured again every minute. Only you see this. ${how}`]
          : [`Only you see this. ${how}`]),
      ),
    ],
  });
}

function overrideLines({ impactOverride }: Incident): Line[] {
  if (!impactOverride) return [];
  const { by, at, reason } = impactOverride;
  return [
    [glue('Set by '), actorSpan(by), glue(' at '), moment(at, '{time}'), glue(': '), plain(reason, REASON)],
  ];
}

function riseLines({ impact }: Incident): Line[] {
  if (!impact?.rise) return [];
  const { from, since } = impact.rise;
  return [[glue(`Rose from ${from} to ${impact.score} since `), moment(new Date(since), '{time}')]];
}

function lineOf({ name, points, outOf, reason }: ImpactComponent): Line {
  return [bold(NAMES[name]), glue(` ${Math.round(points)} of ${outOf}: `), plain(reason, REASON)];
}

/** Apart from the parts, so that those are read at a glance. */
function queryBlocks(components: readonly ImpactComponent[]): Block[] {
  const queries = components.flatMap((one) => one.queries ?? []);
  if (queries.length === 0) return [];
  const lines = queries.map((one): Line => [plain(one.name), glue(': '), code(oneLine(one.query), QUERY)]);
  return [bullets([bold('Queries')], lines)];
}
