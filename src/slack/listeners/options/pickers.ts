/** Menus that ask for their choices while somebody types. Answered at once and not stored: nothing comes of asking. */
import type { App, BlockSuggestion, types } from '@slack/bolt';
import { incidentLabel } from '../../../incidents/incident.js';
import { cleanText } from '../../blocks/kit/escape.js';
import { createIsStranger } from '../../connection/own-team.js';
import { PICKERS } from '../../ids.js';
import type { ListenerDeps } from '../accept-input.js';

/** The most Slack takes. */
const LABEL = 75;

export function registerPickers(app: App, { useCases, log, client }: ListenerDeps): void {
  const isStranger = createIsStranger({ client, log });

  app.options<'block_suggestion'>({ type: 'block_suggestion' }, async ({ options: asked, ack }) => {
    try {
      await ack({ options: await choicesFor(asked) });
    } catch (error) {
      log.warn({ err: error, picker: asked.action_id }, 'choices could not be read');
      await ack({ options: [] });
    }
  });

  async function choicesFor({
    action_id: picker,
    value,
    user,
    team,
  }: BlockSuggestion): Promise<types.PlainTextOption[]> {
    if (await isStranger(user.team_id ?? team?.id)) return [];
    switch (picker) {
      case PICKERS.service:
        return useCases.suggestServices(value).map((name) => choice(name, name));
      case PICKERS.incident:
        return (await useCases.suggestIncidents(value)).map((incident) =>
          choice(`${incidentLabel(incident)} ${incident.title}`, incident.id),
        );
      default:
        return [];
    }
  }
}

function choice(label: string, value: string): types.PlainTextOption {
  return { text: { type: 'plain_text', text: cleanText(label, { max: LABEL }) || value }, value };
}
