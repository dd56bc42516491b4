import { UserInputError } from '../../shared/errors.js';
import { buildTimelineForm, sayAdded } from '../modals/add-to-timeline.js';
import { quoting } from './quoting.js';
import { toPlainText } from '../plain-text.js';
import { COMMAND, FORMS, OTHER_VERSION, SHORTCUTS } from '../ids.js';
import type { Shortcut } from './shortcut.js';

export const addToTimeline: Shortcut = {
  callbackId: SHORTCUTS.addToTimeline,
  modal: FORMS.addToTimeline,
  instead: `\`${COMMAND} note 12 <what happened>\` puts words of your own on the timeline of INC-12.`,
  async run({ userId, message }, { useCases }) {
    if (!message) throw new UserInputError(OTHER_VERSION);
    const { channelId, ts, threadTs, userId: authorId } = message;
    const text = toPlainText(message.text);
    const here = await useCases.findIncidentByThread({ channelId, threadTs: threadTs ?? ts });
    if (!here) return { form: { metadata: quoting(message), content: buildTimelineForm(text) } };
    const chosen = { channelId, ts, threadTs, authorId, text };
    const { incident, isNew } = await useCases.addToTimeline({ slackUserId: userId }, here.id, chosen);
    return { sentence: sayAdded(incident, isNew) };
  },
};
