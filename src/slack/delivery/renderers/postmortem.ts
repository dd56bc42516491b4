/** The draft of a postmortem: a Markdown file in the thread, with a canvas where the workspace has them. */
import { messageKey } from '../../../incidents/message-key.js';
import {
  bold,
  context,
  glue,
  link,
  paragraph,
  plain,
  preformatted,
  type MessageContent,
} from '../../blocks/kit/block-kit.js';
import { escapeMrkdwn } from '../../blocks/kit/escape.js';
import type { Renderer } from './renderer.js';

/** Characters of the draft where no file may be shared; the rest is named as missing by the ellipsis. */
const MAX_IN_WORDS = 2900;

export const renderPostmortem: Renderer = async (message, { useCases, namePeople }) => {
  const { incidentId } = message;
  if (incidentId === null) return null;
  const view = await useCases.readIncident(incidentId);
  const postmortem = await useCases.readPostmortem?.(incidentId);
  if (!view || !postmortem) return null;
  const { title, filename } = postmortem;
  const markdown = (await namePeople?.(postmortem.markdown)) ?? postmortem.markdown;

  const head = (canvasUrl: string | null): MessageContent => ({
    text: escapeMrkdwn(title, 300),
    blocks: [
      paragraph([
        plain(title, 300),
        ...(canvasUrl === null ? [] : [glue(' · '), link('open the canvas', canvasUrl)]),
      ]),
      context('A draft from the record. What people have to add is marked TODO.'),
    ],
  });
  const inWords = head(null);
  return {
    text: inWords.text,
    blocks: [...inWords.blocks, preformatted([bold('Draft')], markdown, MAX_IN_WORDS)],
    notBefore: view.incident.openedAt,
    way: { kind: 'file', key: messageKey(message), filename, title, markdown, withCanvas: head },
  };
};
