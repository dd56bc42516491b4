/** Modals: what an app asks for, and what it says of the answers. */
import { useState } from 'react';
import { Blocks } from './blocks/blocks.js';
import { type View, write } from './state/client.js';
import { usePage } from './state/context.js';
import { Dialog } from './blocks/dialog.js';
import type { Entered, Surface } from './blocks/entered.js';
import { Icon } from './icons.js';
import { textOf } from './text/read-json.js';

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
            <Icon name="close" />
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
