/** Where a person writes: messages, and slash commands with their hints. */
import { useEffect, useRef, useState } from 'react';
import { write } from '../state/client.js';
import { Icon } from '../icons.js';
import { usePage } from '../state/context.js';

interface ComposerProps {
  readonly channel: string;
  readonly placeholder: string;
  readonly threadTs?: string | undefined;
}

export function Composer({ channel, placeholder, threadTs }: ComposerProps) {
  const { me, info, notify } = usePage();
  const [text, setText] = useState('');
  const [isBusy, setBusy] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const isCommand = text.startsWith('/');
  const hints = isCommand
    ? info.commands.filter(({ command }) => command.startsWith(text.split(/\s/)[0] ?? ''))
    : [];

  useEffect(() => {
    const element = field.current;
    if (element === null) return;
    element.style.height = 'auto';
    element.style.height = `${Math.min(element.scrollHeight, 160)}px`;
  }, [text]);

  async function send(): Promise<void> {
    const line = text.trim();
    if (line === '' || isBusy) return;
    setText('');
    // The place stays usable while the app thinks; only the same command twice in one go is held back.
    setBusy(isCommand);
    const answer = await write(isCommand ? 'command' : 'say', { user: me, channel, text: line, threadTs });
    setBusy(false);
    if (answer.ok) return;
    notify({ text: String(answer.message), isError: true });
    // What was typed comes back, so that nobody has to type it again.
    setText((now) => (now === '' ? line : now));
  }

  return (
    <div className="composer">
      {hints.length > 0 && (
        <div className="hints" role="listbox" aria-label="Commands">
          {hints.map((hint) => (
            <button
              key={hint.command}
              type="button"
              role="option"
              aria-selected="false"
              onClick={() => {
                setText(`${hint.command} `);
                field.current?.focus();
              }}
            >
              <b>{hint.command}</b> <code>{hint.usageHint}</code>
              <small>
                {threadTs === undefined
                  ? hint.description
                  : 'Slack runs commands in the channel, not in threads.'}
              </small>
            </button>
          ))}
        </div>
      )}
      <div className="composer-box">
        <textarea
          ref={field}
          rows={1}
          value={text}
          placeholder={placeholder}
          aria-label={placeholder}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            const [first] = hints;
            const isComplete = first !== undefined && text.includes(' ');
            if (event.key === 'Tab' && first !== undefined && !isComplete) {
              event.preventDefault();
              setText(`${first.command} `);
            } else if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) {
              event.preventDefault();
              void send();
            }
          }}
        />
        <button
          type="button"
          className="send"
          aria-label="Send"
          disabled={text.trim() === ''}
          onClick={() => void send()}
        >
          <Icon name="send" />
        </button>
      </div>
    </div>
  );
}
