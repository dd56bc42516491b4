/** A picture that opens large when it is pressed. */
import { useState } from 'react';
import { Icon } from '../icons.js';
import { Dialog } from '../dialogs/dialog.js';

export function Zoomable(props: {
  url: string;
  alt: string;
  title: string;
  /** Pixels, when known: keeps the place free while the picture loads. */
  width?: number | undefined;
  height?: number | undefined;
}) {
  const { url, alt, title, width, height } = props;
  const [isOpen, setOpen] = useState(false);
  const [isBroken, setBroken] = useState(false);
  if (isBroken) {
    return (
      <p className="broken-picture">
        <Icon name="alert" size={14} /> The picture did not load. It shows: {alt || title}
      </p>
    );
  }
  return (
    <>
      <button
        type="button"
        className="zoomable"
        aria-label={`Enlarge: ${alt || title}`}
        onClick={() => setOpen(true)}
      >
        <img src={url} alt={alt} width={width} height={height} onError={() => setBroken(true)} />
      </button>
      {isOpen && (
        <Dialog label={title || alt} className="lightbox" onClose={() => setOpen(false)}>
          <header>
            <h2>{title || 'Picture'}</h2>
            <span className="dialog-tools">
              <a
                className="icon"
                href={url}
                target="_blank"
                rel="noopener noreferrer"
                aria-label="Open the original"
              >
                <Icon name="out" />
              </a>
              <button
                type="button"
                className="icon"
                aria-label="Close"
                autoFocus
                onClick={() => setOpen(false)}
              >
                <Icon name="close" />
              </button>
            </span>
          </header>
          <div className="lightbox-picture">
            <img src={url} alt={alt} />
          </div>
          {alt !== '' && <p className="alt-text">{alt}</p>}
        </Dialog>
      )}
    </>
  );
}
