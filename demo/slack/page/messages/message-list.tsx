/** Messages under day headings, kept at the newest one unless somebody has scrolled away. */
import {
  Fragment,
  type KeyboardEvent,
  type ReactNode,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { Icon } from '../icons.js';
import type { Msg } from '../state/client.js';
import { usePage } from '../state/context.js';
import { formatDay } from '../text/format.js';
import { MessageRow } from './message.js';
import { firstLine, groupReplies, isCompact } from './rows.js';

/** Closer to the end than this counts as being at the end, in pixels. */
const NEAR_END = 80;
const MAX_FACES = 4;
/** More than fits; the line is cut off where it ends. */
const LAST_REPLY_LETTERS = 200;

interface ListProps {
  readonly shown: readonly Msg[];
  readonly all: readonly Msg[];
  readonly openThread?: string | undefined;
  readonly isThread?: boolean;
  /** What to show instead of messages. */
  readonly empty?: ReactNode;
  /** The newest message this person had seen on arrival; a line marks what came after. */
  readonly seenTs?: string | undefined;
  readonly me: string;
  /** Grows whenever this person sends something from here, which goes to the end. */
  readonly sent?: number;
  /** A message to bring into view and mark. */
  readonly marked?: string | undefined;
  readonly onOpenThread: (ts: string) => void;
}

function isNearEnd(element: HTMLElement | null): boolean {
  return element === null || element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_END;
}

export function MessageList(props: ListProps) {
  const {
    shown,
    all,
    openThread,
    isThread = false,
    empty,
    seenTs,
    me,
    marked,
    sent = 0,
    onOpenThread,
  } = props;
  const { hasJustActed } = usePage();
  const scroller = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const top = useRef(0);
  const [hasNews, setNews] = useState(false);
  const last = shown.at(-1);
  const newest = last?.ts;
  const replies = useMemo(
    () => (isThread ? new Map<string, readonly Msg[]>() : groupReplies(all)),
    [all, isThread],
  );
  // What one person alone sees is no reply, here as under the message in the channel.
  const replyCount = isThread ? shown.slice(1).filter((message) => !message.is_ephemeral).length : 0;
  const byTs = useMemo(() => new Map(all.map((message) => [message.ts, message])), [all]);
  const firstNew =
    seenTs === undefined
      ? undefined
      : shown.find((message) => Number(message.ts) > Number(seenTs) && message.user !== me)?.ts;

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    const follow = (): void => {
      if (isAtEnd.current) element.scrollTop = element.scrollHeight;
      top.current = element.scrollTop;
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
    const isForMe = last?.user === me || (last?.is_ephemeral === true && hasJustActed());
    if (isAtEnd.current || isForMe) goToEnd();
    else setNews(true);
    // Only what comes last decides, not changes of it.
  }, [newest]);

  useLayoutEffect(() => {
    if (sent > 0) goToEnd();
  }, [sent]);

  function goToEnd(): void {
    isAtEnd.current = true;
    setNews(false);
    if (scroller.current !== null) scroller.current.scrollTop = scroller.current.scrollHeight;
  }

  const isMarkedHere = marked !== undefined && shown.some((message) => message.ts === marked);
  useLayoutEffect(() => {
    if (!isMarkedHere) return;
    const row = scroller.current?.querySelector<HTMLElement>(`[data-ts="${CSS.escape(marked ?? '')}"]`);
    row?.scrollIntoView({ block: 'center' });
    // Close to the end nothing scrolls, so no event would say later that this is the end.
    isAtEnd.current = isNearEnd(scroller.current);
    row?.focus({ preventScroll: true });
  }, [marked, isMarkedHere]);

  function toEnd(): void {
    scroller.current?.scrollTo({ top: scroller.current.scrollHeight, behavior: 'smooth' });
  }

  /** One stop for Tab; from there the arrow keys go from message to message. */
  function move(event: KeyboardEvent): void {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    const target = event.target as HTMLElement;
    const rows = [...(scroller.current?.querySelectorAll<HTMLElement>('article') ?? [])];
    const at = rows.indexOf(target);
    if (step === 0 || (at === -1 && target !== scroller.current)) return;
    event.preventDefault();
    const next = at === -1 ? rows.length - 1 : Math.max(0, Math.min(rows.length - 1, at + step));
    rows[next]?.focus({ preventScroll: true });
    rows[next]?.scrollIntoView({ block: 'nearest' });
  }

  return (
    <div className="list-frame">
      <div
        className="list"
        ref={scroller}
        role="log"
        tabIndex={0}
        aria-label={isThread ? 'Thread' : 'Messages'}
        onKeyDown={move}
        onScroll={(event) => {
          const element = event.currentTarget;
          const isEnd = isNearEnd(element);
          if (isEnd) setNews(false);
          // Growing cards and a thread opening beside it move the end away; only a person moves up from it.
          if (isEnd || element.scrollTop < top.current) isAtEnd.current = isEnd;
          top.current = element.scrollTop;
        }}
      >
        <div className="list-inside">
          {shown.length === 0 && empty}
          {shown.map((message, index) => {
            const before = shown[index - 1];
            const inThread = replies.get(message.ts) ?? [];
            const isNewDay = before === undefined || formatDay(before.ts) !== formatDay(message.ts);
            const isFirstNew = message.ts === firstNew;
            return (
              <Fragment key={message.ts}>
                {isNewDay && !isThread && (
                  <div className="day" role="separator">
                    <span>{formatDay(message.ts)}</span>
                  </div>
                )}
                {isFirstNew && (
                  <div className="new-line" role="separator">
                    <span>New</span>
                  </div>
                )}
                <MessageRow
                  message={message}
                  replyCount={inThread.length}
                  replyPeople={[...new Set(inThread.map((reply) => reply.user))]
                    .slice(0, MAX_FACES)
                    .join(' ')}
                  lastReplyTs={inThread.at(-1)?.ts ?? ''}
                  lastReply={firstLine(inThread.at(-1), LAST_REPLY_LETTERS)}
                  answers={firstLine(byTs.get(message.thread_ts ?? ''))}
                  isCompact={
                    isCompact(message, before, inThread.length > 0) &&
                    !(isThread && index === 1) &&
                    !isFirstNew
                  }
                  isInThread={isThread}
                  isOpen={openThread === message.ts}
                  isMarked={marked === message.ts}
                  onOpenThread={onOpenThread}
                />
                {isThread && index === 0 && replyCount > 0 && (
                  <div className="reply-count" role="separator">
                    <span>
                      {replyCount} {replyCount === 1 ? 'reply' : 'replies'}
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
