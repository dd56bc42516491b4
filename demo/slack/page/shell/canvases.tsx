/** Canvases: documents that hang in a channel as tabs. */
import { useEffect, useState } from 'react';
import { type Answer, type Canvas, read } from '../state/client.js';
import { usePage } from '../state/context.js';
import { Ago } from '../text/ago.js';
import { Markdown } from '../text/markdown-view.js';

/** The canvases of a channel, the channel's own first. */
export function useCanvases(user: string, channel: string, version: number): readonly Canvas[] {
  const [canvases, setCanvases] = useState<readonly Canvas[]>([]);
  useEffect(() => {
    let isCurrent = true;
    if (channel === '') return undefined;
    setCanvases((before) => before.filter((canvas) => canvas.channel === channel));
    void read<Answer & { canvases?: readonly Canvas[] }>('canvases', { user, channel }).then((answer) => {
      if (!isCurrent || !answer.ok) return;
      const found = answer.canvases ?? [];
      setCanvases([...found].sort((a, b) => Number(b.is_channel_canvas) - Number(a.is_channel_canvas)));
    });
    return () => {
      isCurrent = false;
    };
  }, [user, channel, version]);
  return canvases.filter((canvas) => canvas.channel === channel);
}

/** Documents often repeat their title as the first heading. */
function startsWithTitle({ title, markdown }: Canvas): boolean {
  return markdown.trimStart().startsWith(`# ${title}`);
}

/** A canvas found by its own address: it opens in its channel, or by itself when it hangs in none. */
export function LooseCanvas({ id }: { id: string }) {
  const { me, go } = usePage();
  const [canvas, setCanvas] = useState<Canvas>();
  const [problem, setProblem] = useState('');
  useEffect(() => {
    let isCurrent = true;
    void read<Answer & { canvas?: Canvas }>('canvas', { user: me, id }).then((answer) => {
      if (!isCurrent) return;
      if (answer.canvas === undefined) setProblem('There is no such canvas, or you may not see it.');
      else if (answer.canvas.channel === null) setCanvas(answer.canvas);
      else go({ channel: answer.canvas.channel, tab: id }, { isReplacing: true });
    });
    return () => {
      isCurrent = false;
    };
  }, [id, me, go]);
  return canvas === undefined ? <p className="empty">{problem}</p> : <CanvasView canvas={canvas} />;
}

export function CanvasView({ canvas }: { canvas: Canvas }) {
  const { personOf } = usePage();
  return (
    <article className="canvas" aria-label={canvas.title} tabIndex={0}>
      {!startsWithTitle(canvas) && <h2>{canvas.title}</h2>}
      <p className="canvas-note">
        Last changed <Ago date={new Date(canvas.updated * 1000)} /> by{' '}
        {personOf(canvas.user)?.real_name ?? canvas.user}
      </p>
      <Markdown text={canvas.markdown} />
    </article>
  );
}
