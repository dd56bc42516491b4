/** Modals: what an app asks for, and what it says of the answers. */
import { useEffect, useRef, useState } from 'react';
import { Blocks } from '../blocks/blocks.js';
import type { Values } from '../blocks/entered.js';
import { useSurface } from '../blocks/use-surface.js';
import { Icon } from '../icons.js';
import { type View, type Views, write } from '../state/client.js';
import { usePage } from '../state/context.js';
import { asObject, textOf } from '../text/read-json.js';
import { PlainText } from '../text/rich.js';
import { Dialog } from './dialog.js';

/** This person's modals. What was typed in a lower one is still there when the upper one closes. */
export function Modals({ views }: { views: Views }) {
  const entered = useRef(new Map<string, Values>());
  const { modal, depth } = views;
  useEffect(() => {
    if (modal === null) entered.current.clear();
  }, [modal]);
  if (modal === null) return null;
  return (
    <Modal
      key={modal.id}
      view={modal}
      depth={depth}
      initial={entered.current.get(modal.id)}
      onValues={(values) => entered.current.set(modal.id, values)}
    />
  );
}

interface ModalProps {
  readonly view: View;
  readonly depth: number;
  readonly initial: Values | undefined;
  readonly onValues: (values: Values) => void;
}

/** The modal on top. Mount it anew for every view; an update of the same view keeps what was entered. */
function Modal({ view, depth, initial, onValues }: ModalProps) {
  const { me, notify, noteAct } = usePage();
  const [problems, setProblems] = useState<{
    readonly hash: unknown;
    readonly errors: Record<string, string>;
  }>();
  const [isBusy, setBusy] = useState(false);
  const body = useRef<HTMLDivElement>(null);
  const surface = useSurface({ viewId: view.id }, { initial, onValues });
  // What was wrong with one version of the view says nothing about the next.
  const errors = problems?.hash === view['hash'] ? problems?.errors : undefined;

  useEffect(() => {
    const focused = document.activeElement;
    // A form that is still being prepared has nothing but its body to hold the focus.
    const isAtWork =
      focused instanceof HTMLElement &&
      focused !== body.current &&
      focused.closest('.dialog-body, footer') !== null;
    if (isAtWork && body.current?.closest('dialog')?.contains(focused)) return;
    // Many forms open while they are still being prepared, so every version of the view is looked at.
    const first = body.current?.querySelector<HTMLElement>(
      ':is(input, textarea, select):not([type=file], :disabled)',
    );
    // Of radio buttons, the chosen one: the arrow keys go on from there.
    const chosen = first?.matches('[type=radio]')
      ? first.closest('.field')?.querySelector<HTMLElement>('input:checked')
      : undefined;
    (chosen ?? first ?? body.current)?.focus();
  }, [view['hash']]);

  useEffect(() => {
    if (errors === undefined) return;
    const wrong = body.current?.querySelector('.field.wrong');
    wrong?.querySelector<HTMLElement>('input, textarea, select')?.focus();
    wrong?.scrollIntoView({ block: 'nearest' });
  }, [errors]);

  async function submit(): Promise<void> {
    if (isBusy) return;
    noteAct();
    setBusy(true);
    setProblems(undefined);
    const answer = await write('submit', { user: me, viewId: view.id, values: surface.current() });
    setBusy(false);
    if (answer.ok) return;
    if (answer.errors === undefined) notify({ text: String(answer.message), isError: true });
    else setProblems({ hash: view['hash'], errors: answer.errors });
  }

  async function close(all: boolean): Promise<void> {
    const answer = await write('close', { user: me, viewId: view.id, all });
    if (!answer.ok) notify({ text: String(answer.message), isError: true });
  }

  const title = textOf(view['title']);
  const submitText = textOf(view['submit']) || 'Submit';
  const canSubmit =
    asObject(view['submit']) !== undefined || view.blocks.some((block) => block['type'] === 'input');
  return (
    <Dialog label={title} className="modal" isLight={false} onClose={() => void close(false)}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
        noValidate
      >
        <header>
          {depth > 1 && (
            <button type="button" className="icon" aria-label="Back" onClick={() => void close(false)}>
              <Icon name="back" />
            </button>
          )}
          <h2>
            <PlainText text={title} />
          </h2>
          <button type="button" className="icon" aria-label="Close" onClick={() => void close(depth > 1)}>
            <Icon name="close" />
          </button>
        </header>
        <div className="dialog-body" ref={body} tabIndex={-1}>
          <Blocks blocks={view.blocks} surface={{ ...surface, errors }} />
        </div>
        <footer>
          <button type="button" className="button large" onClick={() => void close(false)}>
            {textOf(view['close']) || (canSubmit ? 'Cancel' : 'Close')}
          </button>
          {canSubmit && (
            <button type="submit" className="button large primary" disabled={isBusy} aria-busy={isBusy}>
              {submitText}
            </button>
          )}
        </footer>
      </form>
    </Dialog>
  );
}
