/** Files shared in a message: pictures to enlarge, texts to read here, everything to download. */
import { useEffect, useState } from 'react';
import { Dialog } from '../dialogs/dialog.js';
import { Icon } from '../icons.js';
import { toLocal } from '../state/address.js';
import type { FileInfo } from '../state/client.js';
import { Markdown } from '../text/markdown-view.js';
import { Zoomable } from './zoomable.js';

const LARGE = 1024;

export function Files({ files }: { files: readonly FileInfo[] }) {
  return (
    <div className="files">
      {files.map((file) =>
        file.mode === 'tombstone' ? (
          <p key={file.id} className="gone">
            {file.title}
          </p>
        ) : file.mimetype.startsWith('image/') ? (
          <figure key={file.id}>
            <figcaption>{file.title || file.name}</figcaption>
            <Zoomable
              url={toLocal(file.url_private)}
              alt={file.alt_txt ?? ''}
              title={file.title || file.name}
              width={file.original_w}
              height={file.original_h}
            />
          </figure>
        ) : (
          <FileCard key={file.id} file={file} />
        ),
      )}
    </div>
  );
}

function isMarkdown(file: FileInfo): boolean {
  return file.mimetype === 'text/markdown' || /\.(md|markdown)$/i.test(file.name);
}

function formatSize(bytes: number): string {
  if (bytes < LARGE) return `${bytes} B`;
  if (bytes < LARGE * LARGE) return `${(bytes / LARGE).toFixed(1)} kB`;
  return `${(bytes / LARGE / LARGE).toFixed(1)} MB`;
}

function FileCard({ file }: { file: FileInfo }) {
  const [isOpen, setOpen] = useState(false);
  const url = toLocal(file.url_private);
  const isText = file.mimetype.startsWith('text/') || file.preview !== undefined || isMarkdown(file);
  const kind = isMarkdown(file) ? 'Markdown' : file.filetype || file.mimetype;
  return (
    <div className="file">
      <div className="file-head">
        <span className="file-sign">
          <Icon name="document" size={20} />
        </span>
        <div className="file-name">
          <strong>{file.title || file.name}</strong>
          <small>
            {kind} · {formatSize(file.size)}
          </small>
        </div>
        {isText && (
          <button type="button" className="button" onClick={() => setOpen(true)}>
            Open
          </button>
        )}
        <a
          className="icon"
          href={url}
          download={file.name}
          aria-label={`Download ${file.name}`}
          title="Download"
        >
          <Icon name="download" />
        </a>
      </div>
      {file.preview !== undefined && file.preview !== '' && (
        <div className="file-preview" aria-label="Preview">
          {isMarkdown(file) ? <Markdown text={file.preview} /> : <pre>{file.preview}</pre>}
        </div>
      )}
      {isOpen && <FileViewer file={file} url={url} onClose={() => setOpen(false)} />}
    </div>
  );
}

function FileViewer({ file, url, onClose }: { file: FileInfo; url: string; onClose: () => void }) {
  const [text, setText] = useState<string>();
  const [isSource, setSource] = useState(!isMarkdown(file));
  const [problem, setProblem] = useState('');

  useEffect(() => {
    let isCurrent = true;
    async function load(): Promise<void> {
      try {
        const answer = await fetch(url);
        const body = await answer.text();
        if (!isCurrent) return;
        if (answer.ok) setText(body);
        else setProblem(`The file could not be read (HTTP ${answer.status}).`);
      } catch {
        if (isCurrent) setProblem('The file could not be read. Download it instead.');
      }
    }
    void load();
    return () => {
      isCurrent = false;
    };
  }, [url]);

  return (
    <Dialog label={file.title || file.name} className="file-viewer" onClose={onClose}>
      <header>
        <h2>{file.title || file.name}</h2>
        <span className="dialog-tools">
          {isMarkdown(file) && (
            <button
              type="button"
              className="button"
              aria-pressed={isSource}
              onClick={() => setSource(!isSource)}
            >
              {isSource ? 'As document' : 'As text'}
            </button>
          )}
          <a className="icon" href={url} download={file.name} aria-label={`Download ${file.name}`}>
            <Icon name="download" />
          </a>
          <button type="button" className="icon" aria-label="Close" onClick={onClose}>
            <Icon name="close" />
          </button>
        </span>
      </header>
      <div className="dialog-body" tabIndex={0} role="document" aria-label="File">
        {problem !== '' && <p className="empty">{problem}</p>}
        {text === undefined && problem === '' && <p className="empty">Loading…</p>}
        {text !== undefined && (isSource ? <pre className="source">{text}</pre> : <Markdown text={text} />)}
      </div>
    </Dialog>
  );
}
