/** Changing one's own message in place: Enter saves, Escape leaves it as it was. */
import { useState } from 'react';
import { type Msg, write } from '../state/client.js';
import { usePage } from '../state/context.js';

/** What was typed, as far as the stored text still tells. */
function toTyped(text: string, names: (id: string) => string): string {
  return text
    .replace(/<@(\w+)>/g, (_, id: string) => `@${names(id)}`)
    .replace(/<#\w+\|([^>]*)>/g, '#$1')
    .replace(/<!(here|channel|everyone)>/g, '@$1')
    .replace(/<([^|>]+)(?:\|[^>]*)?>/g, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

export function EditBox({ message, onDone }: { message: Msg; onDone: () => void }) {
  const { me, personOf, notify } = usePage();
  const [text, setText] = useState(() => toTyped(message.text, (id) => personOf(id)?.name ?? id));

  async function save(): Promise<void> {
    const answer = await write('edit', { user: me, channel: message.channel, ts: message.ts, text });
    if (answer.ok) onDone();
    else notify({ text: String(answer.message), isError: true });
  }

  return (
    <div className="edit-box">
      <textarea
        className="input"
        aria-label="Edit message"
        rows={Math.min(8, text.split('\n').length)}
        autoFocus
        value={text}
        onFocus={(event) => event.target.setSelectionRange(text.length, text.length)}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') {
            event.stopPropagation();
            onDone();
          } else if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) {
            event.preventDefault();
            void save();
          }
        }}
      />
      <div className="edit-buttons">
        <button type="button" className="button" onClick={onDone}>
          Cancel
        </button>
        <button
          type="button"
          className="button primary"
          disabled={text.trim() === ''}
          onClick={() => void save()}
        >
          Save
        </button>
      </div>
    </div>
  );
}
