/** A window over the page. The dialog element keeps focus inside and closes on Escape. */
import { type ReactNode, useLayoutEffect, useRef } from 'react';
import type { Json } from '../state/client.js';
import { asObject, textOf } from '../text/read-json.js';
import { TextObject } from '../text/rich.js';

export function Dialog({
  isLight = true,
  label,
  className,
  onClose,
  children,
}: {
  label: string;
  className?: string;
  /** A click beside it closes it; not for windows that hold what somebody has typed. */
  isLight?: boolean;
  onClose: () => void;
  children: ReactNode;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const opener = document.activeElement;
    const element = dialog.current;
    element?.showModal();
    return () => {
      // As long as the window is open, nothing behind it can take the focus.
      element?.close();
      if (opener instanceof HTMLElement) opener.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      aria-label={label}
      className={className}
      onClick={(event) => {
        // Only a click beside the window lands on the dialog element itself.
        if (event.target === dialog.current && isLight) onClose();
      }}
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
  const text = asObject(confirm['text']);
  const style = confirm['style'] === 'danger' ? 'danger filled' : 'primary';
  return (
    <Dialog label={textOf(confirm['title'])} onClose={onDeny}>
      <header>
        <h2>{textOf(confirm['title'])}</h2>
      </header>
      <div className="dialog-body">{text !== undefined && <TextObject value={text} />}</div>
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
