/** What an app is working on: one task, or a plan of several. */
import type { Json } from '../state/client.js';
import { Icon } from '../icons.js';
import { asObject, asObjects, asString } from '../text/read-json.js';
import { PlainText } from '../text/rich.js';
import { RichText } from './rich-text.js';

const WORDS: Record<string, string> = {
  pending: 'to do',
  in_progress: 'in progress',
  complete: 'done',
  error: 'failed',
};

function StatusSign({ status }: { status: string }) {
  return (
    <span className={`task-sign ${status}`} role="img" aria-label={WORDS[status] ?? status}>
      {status === 'complete' && <Icon name="check" size={12} />}
      {status === 'error' && <Icon name="close" size={11} />}
    </span>
  );
}

/** Details and output come as rich text in blocks and as plain text in streams. */
function Detail({ value, className }: { value: unknown; className: string }) {
  const block = asObject(value);
  if (block !== undefined) {
    return (
      <div className={className}>
        <RichText block={block} />
      </div>
    );
  }
  const text = asString(value);
  return text === '' ? null : (
    <div className={`${className} rich`}>
      <PlainText text={text} />
    </div>
  );
}

function Task({ task }: { task: Json }) {
  const sources = asObjects(task['sources']);
  return (
    <>
      <StatusSign status={asString(task['status'], 'pending')} />
      <div className="task-body">
        <div className="task-title">
          <PlainText text={asString(task['title'])} />
        </div>
        <Detail value={task['details']} className="task-details" />
        <Detail value={task['output']} className="task-output" />
        {sources.length > 0 && (
          <div className="task-sources">
            {sources.map((source, index) => (
              <a key={index} href={asString(source['url'])} target="_blank" rel="noopener noreferrer">
                {asString(source['text'], asString(source['url']))}
              </a>
            ))}
          </div>
        )}
      </div>
    </>
  );
}

export function TaskCard({ block }: { block: Json }) {
  return (
    <div className="task-card">
      <Task task={block} />
    </div>
  );
}

export function Plan({ block }: { block: Json }) {
  const tasks = asObjects(block['tasks']);
  const done = tasks.filter((task) => task['status'] === 'complete').length;
  return (
    <section className="plan" aria-label={asString(block['title'])}>
      <header>
        <strong>
          <PlainText text={asString(block['title'])} />
        </strong>
        {tasks.length > 0 && (
          <span>
            {done} of {tasks.length}
          </span>
        )}
      </header>
      <ol>
        {tasks.map((task, index) => (
          <li key={asString(task['task_id'], asString(task['id'], String(index)))}>
            <Task task={task} />
          </li>
        ))}
      </ol>
    </section>
  );
}
