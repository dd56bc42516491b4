/** One short notice at a time; it goes by itself, errors stay a little longer. */
import { useEffect, useState } from 'react';
import { Icon } from '../icons.js';
import type { Notice } from '../state/context.js';

const NOTICE_MS = 6000;
const ERROR_MS = 12_000;

export function useNotice(): [Notice | undefined, (notice: Notice | undefined) => void] {
  const [notice, setNotice] = useState<Notice>();
  useEffect(() => {
    if (notice === undefined) return undefined;
    const timer = setTimeout(() => setNotice(undefined), notice.isError ? ERROR_MS : NOTICE_MS);
    return () => clearTimeout(timer);
  }, [notice]);
  return [notice, setNotice];
}

/** Popovers live in the browser's top layer, so it can be read over an open window too. */
export function Toast({ notice, onDismiss }: { notice: Notice; onDismiss: () => void }) {
  return (
    <div
      className={notice.isError ? 'toast error' : 'toast'}
      role="status"
      popover="manual"
      ref={(element) => {
        if (element?.matches(':popover-open') === false) element.showPopover();
      }}
    >
      <span>{notice.text}</span>
      <button type="button" className="icon" aria-label="Dismiss" onClick={onDismiss}>
        <Icon name="close" />
      </button>
    </div>
  );
}
