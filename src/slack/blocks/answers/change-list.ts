/** Answer to `/incident changes`: what changed, newest first, with the beginning of the trouble drawn in as a line. */
import { incidentLabel } from '../../../incidents/incident.js';
import type { ChangeAnswer } from '../../../workflows/use-cases/knowledge.js';
import {
  bold,
  bullets,
  context,
  glue,
  italic,
  moment,
  mrkdwnMoment,
  paragraph,
  plain,
  type Line,
  type MessageContent,
} from '../kit/block-kit.js';
import { fitMessage } from '../kit/budget.js';
import { escapeMrkdwn } from '../kit/escape.js';
import { count } from '../kit/words.js';

/** From this score on a change is worth pointing at; see the weights of the correlation. */
const TELLING_SCORE = 0.3;
const MAX_SERVICES = 6;

export function buildChangeList({
  incident,
  changes,
  services,
  since,
  onset,
  hasMore,
}: ChangeAnswer): MessageContent {
  const label = incidentLabel(incident);
  const around = services.length === 0 ? 'any service' : named(services);
  const footer = context(
    `Looked at ${escapeMrkdwn(around, 200)}, since ${mrkdwnMoment(since, '{date_short_pretty} {time}')}.`,
  );
  if (changes.length === 0) {
    return {
      text: `No change on record before ${label}`,
      blocks: [
        paragraph(
          [bold(`No change is on record around ${label}.`)],
          [glue('Only what is sent to Firewatch is known; deploys outside of it are not.')],
        ),
        footer,
      ],
    };
  }
  const best = changes.reduce((a, b) => (b.score > a.score ? b : a));
  const after = changes.filter(({ change }) => change.at > onset);
  const before = changes.filter(({ change }) => change.at <= onset);
  const line = (item: ChangeAnswer['changes'][number]): Line =>
    changeLine(item, item === best && best.score >= TELLING_SCORE);
  const began: Line = [glue('🔥 '), bold('the trouble began'), glue(' at '), moment(onset, '{time}')];
  return fitMessage({
    text: `${count(changes.length, 'change')} around ${label}`,
    blocks: [
      bullets(
        [bold(`Changes around ${label}, newest first`)],
        [...after.map(line), began, ...before.map(line)],
      ),
      ...(hasMore ? [context('There are older ones than these.')] : []),
      footer,
    ],
  });
}

function changeLine({ change, reason }: ChangeAnswer['changes'][number], isBest: boolean): Line {
  const { kind, service, version, author, at, summary } = change;
  return [
    ...(isBest ? [glue('👉 ')] : []),
    moment(at, '{time}'),
    glue(' '),
    bold(`${kind}${service === null ? '' : ` of ${service}`}${version === null ? '' : ` ${version}`}`, 120),
    ...(author === null ? [] : [glue(' by '), plain(author, 60)]),
    glue(': '),
    plain(summary, 160),
    glue(' '),
    italic(`(${reason})`, 160),
  ];
}

function named(services: readonly string[]): string {
  const more = services.length - MAX_SERVICES;
  return more > 0 ? `${services.slice(0, MAX_SERVICES).join(', ')} and ${more} more` : services.join(', ');
}
