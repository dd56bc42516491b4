/** Messages under day headings, kept at the newest one unless somebody has scrolled away. */
import { Fragment, useLayoutEffect, useRef, useState } from 'react';
import type { Msg } from '../state/client.js';
import { formatDay } from '../text/format.js';
import { Icon } from '../icons.js';
import { MessageRow } from './message.js';
import { repliesOf } from '../state/use-workspace.js';

/** Slack hides the name when the same person goes on within five minutes. */
const COMPACT_WITHIN_SECONDS = 300;
/** Closer to the end than this counts as being at the end, in pixels. */
const NEAR_END = 80;

interface ListProps {
  readonly shown: readonly Msg[];
  readonly all: readonly Msg[];
  readonly openThread: string | undefined;
  readonly isThread?: boolean;
  readonly empty: string;
  readonly onOpenThread: (ts: string) => void;
}

function isCompact(message: Msg, before: Msg | undefined, hasThread: boolean): boolean {
  return (
    before !== undefined &&
    before.user === message.user &&
    !hasThread &&
    before.is_ephemeral === message.is_ephemeral &&
    before.subtype !== 'tombstone' &&
    Number(message.ts) - Number(before.ts) < COMPACT_WITHIN_SECONDS &&
    formatDay(before.ts) === formatDay(message.ts)
  );
}

export function MessageList({ shown, all, openThread, isThread = false, empty, onOpenThread }: ListProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const [hasNews, setNews] = useState(false);
  const newest = shown.at(-1)?.ts;

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    const follow = (): void => {
      if (isAtEnd.current) element.scrollTop = element.scrollHeight;
    };
    follow();
    // Edited cards and loading pictures change the height without a new message.
    const observer = new ResizeObserver(follow);
    for (const child of element.children) observer.observe(child);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    if (isAtEnd.current) element.scrollTop = element.scrollHeight;
    else setNews(true);
  }, [newest]);

  function toEnd(): void {
    scroller.current?.scrollTo({ top: scroller.current.scrollHeight, behavior: 'smooth' });
  }

  return (
    <div className="list-frame">
      <div
        className="list"
        ref={scroller}
        role="log"
        tabIndex={0}
        aria-label={isThread ? 'Thread' : 'Messages'}
        onScroll={(event) => {
          const { scrollHeight, scrollTop, clientHeight } = event.currentTarget;
          isAtEnd.current = scrollHeight - scrollTop - clientHeight < NEAR_END;
          if (isAtEnd.current) setNews(false);
        }}
      >
        <div className="list-inside">
          {shown.length === 0 && <p className="empty">{empty}</p>}
          {shown.map((message, index) => {
            const before = shown[index - 1];
            const replies = isThread ? [] : repliesOf(all, message.ts).filter((reply) => !reply.is_ephemeral);
            const isNewDay = before === undefined || formatDay(before.ts) !== formatDay(message.ts);
            return (
              <Fragment key={message.ts}>
                {isNewDay && !isThread && (
                  <div className="day" role="separator">
                    <span>{formatDay(message.ts)}</span>
                  </div>
                )}
                <MessageRow
                  message={message}
                  replies={replies}
                  isCompact={
                    isCompact(message, before, !isThread && replies.length > 0) && !(isThread && index === 1)
                  }
                  isInThread={isThread}
                  isOpen={openThread === message.ts}
                  onOpenThread={onOpenThread}
                />
                {isThread && index === 0 && shown.length > 1 && (
                  <div className="reply-count" role="separator">
                    <span>
                      {shown.length - 1} {shown.length === 2 ? 'reply' : 'replies'}
                    </span>
                  </div>
                )}
              </Fragment>
            );
          })}
        </div>
      </div>
      {hasNews && (
        <button type="button" className="news" onClick={toEnd}>
          <Icon name="down" size={13} /> New messages
        </button>
      )}
    </div>
  );
}
