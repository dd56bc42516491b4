/** Where a person writes: messages, and slash commands with completion. */
import { type KeyboardEvent, useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { toBase64 } from '../files/base64.js';
import { Icon } from '../icons.js';
import { EmojiButton } from '../menus/emoji-picker.js';
import { write } from '../state/client.js';
import { usePage } from '../state/context.js';
import { useRemembered } from '../state/use-remembered.js';
import { complete, type Suggestion } from './completion.js';
import { CompletionList } from './completion-list.js';
import { ShortcutMenu } from './shortcut-menu.js';

interface ComposerProps {
  readonly channel: string;
  readonly placeholder: string;
  readonly threadTs?: string | undefined;
  /** Called as soon as something is sent. */
  readonly onSend?: () => void;
  /** What keeps the focus when the composer appears, as a selector; undefined when the composer leaves it alone. */
  readonly yieldsTo?: string;
}

const NO_COMMANDS_HERE = 'Slack runs commands in the channel, not in threads.';
/** Pixels; about seven lines. */
const MAX_HEIGHT = 168;

/** Mount it anew for every person, channel and thread: each has a draft of its own. */
export function Composer({ channel, placeholder, threadTs, onSend, yieldsTo }: ComposerProps) {
  const { me, info, rooms, notify, noteAct } = usePage();
  const [text, setText] = useRemembered(`draft ${me} ${channel} ${threadTs ?? ''}`, '');
  const [cursor, setCursor] = useState(0);
  const [active, setActive] = useState<number>();
  const [isDismissed, setDismissed] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const nextCursor = useRef<number>(undefined);
  const listId = useId();
  const isCommand = text.startsWith('/');
  const words = useMemo(
    () => ({
      commands: info.commands,
      shortcuts: threadTs === undefined ? (info.shortcuts ?? []) : [],
      people: info.users,
      rooms,
    }),
    [info, rooms, threadTs],
  );
  const { suggestions, isEager, hint } = useMemo(() => complete(text, cursor, words), [text, cursor, words]);
  const isOffering = suggestions.length > 0 && !isDismissed;
  const chosen = active ?? (isEager ? 0 : undefined);

  useEffect(() => {
    const element = field.current;
    // Where fingers type, the focus would raise the keyboard over what is to be read.
    if (element === null || yieldsTo === undefined || matchMedia('(hover: none)').matches) return;
    if (document.activeElement?.closest(yieldsTo)) return;
    element.focus({ preventScroll: true });
    element.setSelectionRange(element.value.length, element.value.length);
    // Only when it appears.
  }, []);

  useEffect(() => {
    setActive(undefined);
    setDismissed(false);
  }, [text]);

  useLayoutEffect(() => {
    const element = field.current;
    if (element === null) return;
    element.style.height = 'auto';
    element.style.height = `${Math.min(element.scrollHeight, MAX_HEIGHT)}px`;
    if (nextCursor.current !== undefined) {
      element.setSelectionRange(nextCursor.current, nextCursor.current);
      nextCursor.current = undefined;
    }
  }, [text]);

  function change(next: string, at: number): void {
    setText(next);
    setCursor(at);
  }

  function insert(piece: string): void {
    const at = field.current?.selectionStart ?? text.length;
    nextCursor.current = at + piece.length;
    change(text.slice(0, at) + piece + text.slice(at), at + piece.length);
    field.current?.focus();
  }

  function take(suggestion: Suggestion): void {
    field.current?.focus();
    if (suggestion.text === undefined) {
      change('', 0);
      void runShortcut(suggestion.id);
      return;
    }
    nextCursor.current = suggestion.cursor;
    change(suggestion.text, suggestion.cursor);
  }

  async function runShortcut(callbackId: string): Promise<void> {
    noteAct();
    const answer = await write('shortcut', { user: me, callbackId });
    if (!answer.ok) notify({ text: String(answer.message), isError: true });
  }

  async function send(): Promise<void> {
    const line = text.trim();
    if (line === '' || isBusy) return;
    change('', 0);
    noteAct();
    onSend?.();
    // The place stays usable while the app thinks; only the same command twice in one go is held back.
    setBusy(isCommand);
    const answer = await write(isCommand ? 'command' : 'say', { user: me, channel, text: line, threadTs });
    setBusy(false);
    if (answer.ok) return;
    notify({ text: String(answer.message), isError: true });
    // What was typed comes back, so that nobody has to type it again.
    setText((now) => (now === '' ? line : now));
  }

  async function share(files: readonly File[]): Promise<void> {
    for (const file of files) {
      const data = await toBase64(file);
      const answer = await write('upload', { user: me, channel, threadTs, name: file.name, data });
      if (!answer.ok) notify({ text: String(answer.message), isError: true });
    }
  }

  function onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>): void {
    if (event.nativeEvent.isComposing) return;
    const suggestion = suggestions[chosen ?? 0];
    const isMove = event.key === 'ArrowDown' || event.key === 'ArrowUp';
    if (isOffering && isMove) {
      event.preventDefault();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      const from = chosen ?? (step === 1 ? -1 : suggestions.length);
      setActive((from + step + suggestions.length) % suggestions.length);
    } else if (isOffering && event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      setDismissed(true);
    } else if (isOffering && event.key === 'Tab' && !event.shiftKey && suggestion !== undefined) {
      event.preventDefault();
      take(suggestion);
    } else if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      if (isOffering && chosen !== undefined && suggestion !== undefined) take(suggestion);
      else void send();
    }
  }

  return (
    <div className="composer">
      {isOffering && (
        <CompletionList
          id={listId}
          suggestions={suggestions}
          active={chosen ?? -1}
          note={isCommand && threadTs !== undefined ? NO_COMMANDS_HERE : ''}
          onMove={setActive}
          onTake={take}
        />
      )}
      {!isOffering && hint !== '' && (
        <div className="usage" role="note">
          <code>{hint}</code>
        </div>
      )}
      <div
        className="composer-box"
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => {
          event.preventDefault();
          void share([...event.dataTransfer.files]);
        }}
      >
        <textarea
          ref={field}
          rows={1}
          value={text}
          placeholder={placeholder}
          aria-label={placeholder}
          aria-autocomplete="list"
          aria-controls={isOffering ? listId : undefined}
          aria-activedescendant={isOffering && chosen !== undefined ? `${listId}-${chosen}` : undefined}
          onChange={(event) => change(event.target.value, event.target.selectionStart)}
          onSelect={(event) => setCursor(event.currentTarget.selectionStart)}
          onKeyDown={onKeyDown}
          onPaste={(event) => {
            if (event.clipboardData.files.length === 0) return;
            event.preventDefault();
            void share([...event.clipboardData.files]);
          }}
        />
        <div className="composer-tools">
          <ShortcutMenu
            shortcuts={words.shortcuts.filter((one) => one.kind === 'global')}
            onShortcut={(id) => void runShortcut(id)}
            onCommand={() => {
              change('/', 1);
              nextCursor.current = 1;
              field.current?.focus();
            }}
            onFile={() => picker.current?.click()}
          />
          <EmojiButton className="icon" label="Add an emoji" onPick={(name) => insert(`:${name}: `)} />
          <button
            type="button"
            className="send"
            aria-label="Send"
            title="Send (Enter)"
            disabled={text.trim() === ''}
            onClick={() => void send()}
          >
            <Icon name="send" />
          </button>
        </div>
        <input
          ref={picker}
          type="file"
          multiple
          hidden
          onChange={(event) => {
            void share([...(event.target.files ?? [])]);
            event.target.value = '';
          }}
        />
      </div>
    </div>
  );
}
