/** Answer to `/incident services`. What is missing comes first: somebody has to add it. */
import type { ServicesAnswer } from '../../../workflows/knowledge/services-answer.js';
import {
  bold,
  bullets,
  context,
  glue,
  moment,
  paragraph,
  plain,
  type Line,
  type MessageContent,
} from '../kit/block-kit.js';
import { fitMessage } from '../kit/budget.js';
import { count } from '../kit/words.js';

const SHOWN = 25;
const NAME = 80;
const OWNER = 60;

export function buildServices({ days, known, unmapped }: ServicesAnswer): MessageContent {
  const text = `${count(known.length, 'service')} in the catalogue, ${unmapped.length} more in alerts`;
  return fitMessage({
    text,
    blocks: [
      ...(unmapped.length === 0
        ? []
        : [
            bullets(
              [bold('Not in the catalogue'), glue(`, named by alerts of the last ${days} days`)],
              listed(unmapped, ({ name, alerts, lastAt }) => [
                plain(name, NAME),
                glue(`: ${count(alerts, 'alert')}, the last `),
                moment(lastAt, '{ago}'),
              ]),
            ),
            context(
              'Their incidents open as usual, in the default channel; their tier, signals, neighbours and on-call are not known. Add them to the catalogue, or set the service label of the alert rule.',
            ),
          ]),
      known.length === 0
        ? paragraph([
            bold('No service catalogue'),
            glue(': name catalog-info.yaml files under catalog in firewatch.yaml.'),
          ])
        : bullets(
            [bold(`${count(known.length, 'service')} in the catalogue`)],
            listed(known, ({ service, alerts }) => [
              plain(service.name, NAME),
              glue(` · tier ${service.tier}`),
              ...(service.owner === null ? [] : [glue(' · '), plain(service.owner, OWNER)]),
              ...(alerts === 0 ? [] : [glue(` · ${count(alerts, 'alert')} in ${days} days`)]),
            ]),
          ),
    ],
  });
}

function listed<T>(items: readonly T[], describe: (item: T) => Line): readonly Line[] {
  const left = items.length - SHOWN;
  return [...items.slice(0, SHOWN).map(describe), ...(left > 0 ? [[glue(`… and ${left} more`)]] : [])];
}
