/** One message with its face, its content, its reactions and the way into its thread. */
import { memo, useLayoutEffect, useRef, useState } from 'react';
import { Avatar } from '../avatar.js';
import { Icon } from '../icons.js';
import { type Msg, write } from '../state/client.js';
import { usePage } from '../state/context.js';
import { Ago } from '../text/ago.js';
import { dateOf, formatFull, formatTime } from '../text/format.js';
import { Pictures } from '../text/pictures.js';
import { Body } from './body.js';
import { EditBox } from './edit-box.js';
import { Guard } from './guard.js';
import { Reactions } from './reactions.js';
import { Toolbar } from './toolbar.js';

/** Threads come as plain values, so that rows whose thread has not changed are not drawn again. */
interface MessageProps {
  readonly message: Msg;
  readonly replyCount: number;
  /** User ids, joined by spaces. */
  readonly replyPeople: string;
  readonly lastReplyTs: string;
  /** Its first line. */
  readonly lastReply: string;
  /** The first line of the message that a broadcast answers. */
  readonly answers: string;
  /** Follows another message of the same author closely: no face, no name. */
  readonly isCompact: boolean;
  readonly isInThread: boolean;
  readonly isOpen: boolean;
  /** Somebody followed a link to it. */
  readonly isMarked: boolean;
  readonly onOpenThread: (ts: string) => void;
}

export const MessageRow = memo(function MessageRow(props: MessageProps) {
  const { message, isCompact, isInThread, isOpen, isMarked, onOpenThread } = props;
  const page = usePage();
  const [isEditing, setEditing] = useState(false);
  const [isHeld, setHeld] = useState(false);
  // In a storm of messages the bars of those nobody points at would cost more than the messages.
  const [isNear, setNear] = useState(false);
  const row = useRef<HTMLElement>(null);
  const hasFocus = useRef(false);
  const person = page.personOf(message.user);
  const isGone = message.subtype === 'tombstone';
  const threadTs = message.thread_ts ?? message.ts;
  const canReply = !message.is_ephemeral && !isInThread;
  const classes = {
    compact: isCompact,
    ephemeral: message.is_ephemeral,
    open: isOpen,
    marked: isMarked,
    held: isHeld,
  };

  useLayoutEffect(() => {
    // The button that was pressed has often gone when the answer comes; the keyboard goes on from the message.
    if (hasFocus.current && document.activeElement === document.body)
      row.current?.focus({ preventScroll: true });
  }, [message]);

  async function react(name: string): Promise<void> {
    const answer = await write('react', { user: page.me, channel: message.channel, ts: message.ts, name });
    if (!answer.ok) page.notify({ text: String(answer.message), isError: true });
  }

  return (
    <article
      className={['message', ...Object.entries(classes).flatMap(([name, is]) => (is ? name : []))].join(' ')}
      ref={row}
      data-ts={message.ts}
      tabIndex={-1}
      onPointerEnter={() => setNear(true)}
      onFocus={() => {
        hasFocus.current = true;
        setNear(true);
      }}
      onBlur={(event) => {
        // Nothing takes the focus when a button is disabled or a window over the page closes.
        if (event.relatedTarget !== null) hasFocus.current = false;
      }}
      aria-label={`${person?.real_name ?? message.user}, ${formatTime(message.ts)}`}
      onKeyDown={(event) => {
        if (event.target !== event.currentTarget || event.key !== 'Enter' || !canReply) return;
        event.preventDefault();
        onOpenThread(threadTs);
      }}
    >
      <div className="gutter">
        {isCompact ? (
          <time className="side-time">{formatTime(message.ts)}</time>
        ) : (
          <Avatar user={message.user} />
        )}
      </div>
      <div className="content">
        <Above {...props} />
        {!isCompact && (
          <div className="byline">
            <strong>{person?.real_name ?? message.user}</strong>
            {person?.is_bot === true && <span className="badge">APP</span>}
            <time title={formatFull(message.ts)}>{formatTime(message.ts)}</time>
          </div>
        )}
        {isGone && <p className="gone">This message was deleted.</p>}
        {isEditing && <EditBox message={message} onDone={() => setEditing(false)} />}
        {!isGone && !isEditing && (
          <Guard version={message.edited?.ts ?? message.ts} fallback={message.text}>
            <Body message={message} />
          </Guard>
        )}
        {message.edited !== undefined && message.blocks === undefined && !isGone && (
          <span className="edited" title={`Edited ${formatFull(message.edited.ts)}`}>
            (edited)
          </span>
        )}
        <Reactions message={message} onReact={(name) => void react(name)} />
        {!isInThread && props.replyCount > 0 && (
          <ThreadFooter {...props} onOpen={() => onOpenThread(message.ts)} />
        )}
      </div>
      {isNear && !isGone && (
        <Toolbar
          message={message}
          canReply={canReply}
          onReact={(name) => void react(name)}
          onReply={() => onOpenThread(threadTs)}
          onEdit={() => setEditing(true)}
          onMenu={setHeld}
        />
      )}
    </article>
  );
});

/** Why a message stands here: for one person's eyes, or an answer from a thread. */
function Above({ message, answers, isInThread, onOpenThread }: MessageProps) {
  if (message.is_ephemeral) {
    return (
      <div className="above">
        <Icon name="eye" size={13} /> Only visible to you
      </div>
    );
  }
  if (message.subtype !== 'thread_broadcast') return null;
  if (isInThread) return <div className="above">Also sent to the channel</div>;
  return (
    <div className="above">
      replied to a thread:{' '}
      <button type="button" className="link" onClick={() => onOpenThread(message.thread_ts ?? message.ts)}>
        {answers === '' ? 'the thread' : answers}
      </button>
    </div>
  );
}

function ThreadFooter(props: MessageProps & { onOpen: () => void }) {
  const { replyCount, replyPeople, lastReplyTs, lastReply, message, onOpen } = props;
  const { agent } = usePage();
  // In the conversation with the app the question stands above; what it answered is the news.
  const answer = agent?.channel === message.channel ? lastReply : '';
  return (
    <button type="button" className="thread-footer" onClick={onOpen}>
      {replyPeople.split(' ').map((user) => (
        <Avatar key={user} user={user} size={22} />
      ))}
      <span className="count">
        {replyCount} {replyCount === 1 ? 'reply' : 'replies'}
      </span>
      <span className="last">
        {answer === '' ? (
          <>
            Last reply <Ago date={dateOf(lastReplyTs)} />
          </>
        ) : (
          <Pictures text={answer} />
        )}
      </span>
    </button>
  );
}
