/** Whoever comes into a channel with an incident is told, for their eyes only, what it is about. */
import { incidentLabel } from '../../../incidents/incident.js';
import type { CatchUp } from '../../../incidents/catch-up.js';
import type { SlackEvent } from '../../../workflows/slack-input.js';
import { bold, bullets, glue, plain, type Line, type MessageContent } from '../../blocks/block-kit.js';
import { fitMessage } from '../../blocks/budget.js';
import { actorSpan } from '../../blocks/words.js';
import type { HandlerDeps } from '../handler-deps.js';

/** Who comes into a storm is told of the worst. */
const MOST = 3;

export async function handleMemberJoined(
  { useCases }: Pick<HandlerDeps, 'useCases'>,
  { channelId }: Extract<SlackEvent, { type: 'member_joined' }>,
): Promise<MessageContent | null> {
  const catchUps = await useCases.catchUp(channelId);
  if (catchUps.length === 0) return null;
  const labels = catchUps.map(({ incident }) => incidentLabel(incident)).join(', ');
  return fitMessage({
    text: `You came into an incident: ${labels}`,
    blocks: catchUps.slice(0, MOST).map(buildCatchUp),
  });
}

function buildCatchUp({ incident, summary, cause, people, waiting, nextStep, lastUpdate }: CatchUp) {
  const lines: Line[] = [
    ...(summary === null ? [] : [[plain(summary)]]),
    ...(cause === null ? [] : [[bold('Likely cause'), glue(': '), plain(cause.text)]]),
    ...people.map(({ role, who }) => [bold(role), glue(': '), actorSpan(who)]),
    ...waiting.map(({ title }) => [bold('Waits for a decision'), glue(': '), plain(title)]),
    ...(lastUpdate === null ? [] : [[bold('Last update'), glue(': '), plain(lastUpdate.text)]]),
    ...(nextStep === null ? [] : [[bold('Next'), glue(': '), plain(nextStep)]]),
  ];
  const heading = [bold(incidentLabel(incident)), glue(' '), plain(incident.title, 150)];
  return bullets(heading, lines.length > 0 ? lines : [[plain('Nobody has looked at it yet.')]]);
}
