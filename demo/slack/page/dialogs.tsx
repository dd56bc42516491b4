/** Windows over the page: confirm dialogs and modals. The dialog element keeps focus inside and closes on Escape. */
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { Blocks } from './blocks.js';
import { type Json, type View, write } from './client.js';
import { usePage } from './context.js';
import type { Entered, Surface } from './elements.js';
import { StillText } from './still-blocks.js';

function textOf(value: unknown): string {
  return typeof value === 'object' && value !== null && 'text' in value ? String(value.text) : '';
}

function Dialog({ label, onClose, children }: { label: string; onClose: () => void; children: ReactNode }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog
      ref={dialog}
      aria-label={label}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      {children}
    </dialog>
  );
}

/** The question an app puts before an action. */
export function ConfirmDialog(props: { confirm: Json; onConfirm: () => void; onDeny: () => void }) {
  const { confirm, onConfirm, onDeny } = props;
  const text = confirm['text'] as Json;
  const style = confirm['style'] === 'danger' ? 'danger filled' : 'primary';
  return (
    <Dialog label={textOf(confirm['title'])} onClose={onDeny}>
      <header>
        <h2>{textOf(confirm['title'])}</h2>
      </header>
      <div className="dialog-body">
        <StillText text={textOf(text)} type={text['type'] === 'mrkdwn' ? 'mrkdwn' : 'plain_text'} />
      </div>
      <footer>
        <button type="button" className="button large" onClick={onDeny}>
          {textOf(confirm['deny'])}
        </button>
        <button type="button" className={`button large ${style}`} autoFocus onClick={onConfirm}>
          {textOf(confirm['confirm'])}
        </button>
      </footer>
    </Dialog>
  );
}

/** The modal on top of this person's stack. Mount it anew for every view. */
export function Modal({ view }: { view: View }) {
  const { me, notify } = usePage();
  const [values, setValues] = useState<Record<string, Record<string, Entered>>>({});
  const [errors, setErrors] = useState<Record<string, string>>();
  const [isBusy, setBusy] = useState(false);

  const surface: Surface = {
    values,
    errors,
    enter: (blockId, actionId, value) =>
      setValues((before) => ({ ...before, [blockId]: { ...before[blockId], [actionId]: value } })),
    async act(blockId, element, value) {
      const actionId = String(element['action_id']);
      const answer = await write('action', { user: me, viewId: view.id, blockId, actionId, value, values });
      if (!answer.ok) notify({ text: String(answer.message), isError: true });
    },
  };

  async function submit(): Promise<void> {
    setBusy(true);
    setErrors(undefined);
    const answer = await write('submit', { user: me, viewId: view.id, values });
    setBusy(false);
    if (answer.ok) return;
    if (answer.errors === undefined) notify({ text: String(answer.message), isError: true });
    else setErrors(answer.errors);
  }

  const close = (): void => void write('close', { user: me, viewId: view.id });
  const title = textOf(view['title']);
  return (
    <Dialog label={title} onClose={close}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
        noValidate
      >
        <header>
          <h2>{title}</h2>
          <button type="button" className="icon" aria-label="Close" onClick={close}>
            ✕
          </button>
        </header>
        <div className="dialog-body">
          <Blocks blocks={view.blocks} surface={surface} />
        </div>
        <footer>
          <button type="button" className="button large" onClick={close}>
            {textOf(view['close']) || 'Cancel'}
          </button>
          {view['submit'] !== null && (
            <button type="submit" className="button large primary" disabled={isBusy} aria-busy={isBusy}>
              {textOf(view['submit']) || 'Submit'}
            </button>
          )}
        </footer>
      </form>
    </Dialog>
  );
}
