/** Questions the app suggests; choosing one asks it. */
import { Icon } from '../icons.js';
import { type Prompt, write } from '../state/client.js';
import { usePage } from '../state/context.js';

export function Prompts(props: {
  channel: string;
  threadTs?: string | undefined;
  title?: string | null;
  prompts: readonly Prompt[];
}) {
  const { channel, threadTs, title, prompts } = props;
  const { me, notify } = usePage();
  if (prompts.length === 0) return null;

  async function ask(text: string): Promise<void> {
    const answer = await write('say', { user: me, channel, threadTs, text });
    if (!answer.ok) notify({ text: String(answer.message), isError: true });
  }

  return (
    <div className="prompts" role="group" aria-label={title ?? 'Suggested questions'}>
      {title !== undefined && title !== null && title !== '' && <div className="prompts-title">{title}</div>}
      {prompts.map((prompt) => (
        <button
          key={prompt.title}
          type="button"
          title={prompt.message}
          onClick={() => void ask(prompt.message)}
        >
          <Icon name="bolt" size={12} /> {prompt.title}
        </button>
      ))}
    </div>
  );
}
