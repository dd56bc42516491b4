/** The first step of a form when several incidents could be meant: one button each, the form follows the click. */
import { incidentLabel, type Incident } from '../../incidents/incident.js';
import { bold, buttonRow, context, glue, paragraph, plain } from '../blocks/kit/block-kit.js';
import { lightOf } from '../blocks/kit/words.js';
import { ACTIONS, COMMAND } from '../ids.js';
import type { ModalContent } from './modal.js';

const SHOWN = 10;
const TITLE = 120;

export function askWhichIncident(
  incidents: readonly Incident[],
  {
    title,
    modalName,
    channelId,
  }: { readonly title: string; readonly modalName: string; readonly channelId: string },
): ModalContent {
  const left = incidents.length - SHOWN;
  return {
    title,
    submit: null,
    blocks: [
      paragraph([bold('Which incident?')]),
      ...incidents.slice(0, SHOWN).flatMap((incident) => [
        paragraph([
          glue(`${lightOf(incident)} `),
          bold(incidentLabel(incident)),
          glue(' '),
          plain(incident.title, TITLE),
          glue(` · ${incident.severity} · ${incident.status}`),
        ]),
        buttonRow({
          actionId: ACTIONS.chooseIncident,
          value: `${incident.id}:${modalName}:${channelId}`,
          text: incidentLabel(incident),
          hint: `${incidentLabel(incident)}: goes on with this one`,
        }),
      ]),
      ...(left > 0 ? [context(`… and ${left} more: \`${COMMAND} list\` shows their numbers.`)] : []),
    ],
  };
}
