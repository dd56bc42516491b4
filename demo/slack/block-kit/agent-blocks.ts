/** Blocks in which an agent shows its work: tasks and plans. */
import { blockId, url } from './objects.js';
import { richText } from './rich-text.js';
import { list, object, oneOf, string } from './schema.js';

const source = object({ type: oneOf('url'), url, text: string(256) });

export const taskCard = object(
  {
    type: oneOf('task_card'),
    task_id: string(255),
    title: string(256),
    status: oneOf('pending', 'in_progress', 'complete', 'error'),
  },
  { block_id: blockId, details: richText, output: richText, sources: list(source, 50, 0) },
);

export const plan = object(
  { type: oneOf('plan'), title: string(256) },
  { block_id: blockId, tasks: list(taskCard, 50, 0) },
);
