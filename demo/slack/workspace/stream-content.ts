/** What a stream shows: its text, and the blocks that Slack draws for text, tasks and plans. */
import type { Json, MessageStream, StreamTask } from './model.js';

/** All text streamed so far, for notifications and for clients without blocks. */
export function streamText(stream: MessageStream): string {
  return stream.parts.map((part) => (part.kind === 'text' ? part.text : '')).join('');
}

/** Characters that count towards the cap of a stream: text, and what stands in tasks. */
export function streamSize(stream: MessageStream): number {
  return stream.parts.reduce((sum, part) => {
    if (part.kind === 'text') return sum + part.text.length;
    if (part.kind === 'blocks') return sum;
    const { title, details, output } = part.task;
    return sum + title.length + details.length + output.length;
  }, 0);
}

export function streamTasks(stream: MessageStream): StreamTask[] {
  return stream.parts.flatMap((part) => (part.kind === 'task' ? [part.task] : []));
}

/** A stream as blocks: in a timeline tasks stand where they began, in a plan they stand together at the top. */
export function streamBlocks(stream: MessageStream): Json[] {
  const isPlan = stream.display === 'plan';
  const tasks = streamTasks(stream).map(taskCard);
  const hasPlan = isPlan && (tasks.length > 0 || stream.planTitle !== undefined);
  const rest = stream.parts.flatMap((part): readonly Json[] => {
    if (part.kind === 'text') return part.text.trim() === '' ? [] : [{ type: 'markdown', text: part.text }];
    if (part.kind === 'blocks') return part.blocks;
    return isPlan ? [] : [taskCard(part.task)];
  });
  return [
    ...(hasPlan ? [{ type: 'plan', title: stream.planTitle ?? tasks[0]?.['title'] ?? '', tasks }] : []),
    ...rest,
  ];
}

function taskCard(task: StreamTask): Json {
  return {
    type: 'task_card',
    task_id: task.id,
    title: task.title,
    status: task.status,
    ...(task.details === '' ? {} : { details: richText(task.details) }),
    ...(task.output === '' ? {} : { output: richText(task.output) }),
    ...(task.sources.length === 0 ? {} : { sources: task.sources }),
  };
}

function richText(text: string): Json {
  return {
    type: 'rich_text',
    elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text }] }],
  };
}
