/** One message with its face, its blocks, its reactions and the way into its thread. */
import { useState } from 'react';
import { Avatar } from '../avatar.js';
import { Blocks } from '../blocks/blocks.js';
import { type Json, type Msg, write } from '../state/client.js';
import { usePage } from '../state/context.js';
import type { Entered, Surface } from '../blocks/entered.js';
import { formatAgo, dateOf, formatFull, formatTime } from '../text/format.js';
import { emoji } from '../text/emoji.js';
import { Pictures } from '../text/pictures.js';
import { Guard } from './guard.js';
import { Icon } from '../icons.js';
import { asString } from '../text/read-json.js';
import { Mrkdwn } from '../text/rich.js';

const QUICK_REACTIONS = ['eyes', 'white_check_mark', '+1'];

interface MessageProps {
  readonly message: Msg;
  readonly replies: readonly Msg[];
  /** Follows another message of the same author closely: no face, no name. */
  readonly isCompact: boolean;
  readonly isInThread?: boolean;
  readonly isOpen?: boolean;
  readonly onOpenThread: (ts: string) => void;
}

export function MessageRow(props: MessageProps) {
  const { message, replies, isCompact, isInThread = false, isOpen = false, onOpenThread } = props;
  const page = usePage();
  const person = page.personOf(message.user);
  const isGone = message.subtype === 'tombstone';
  const canReply = !message.is_ephemeral && !isInThread;
  const classes = ['message', isCompact && 'compact', message.is_ephemeral && 'ephemeral', isOpen && 'open'];

  const react = (name: string): void =>
    void write('react', { user: page.me, channel: message.channel, ts: message.ts, name });

  return (
    <article
      className={classes.filter(Boolean).join(' ')}
      data-ts={message.ts}
      aria-label={`Message from ${person?.real_name ?? message.user}`}
    >
      <div className="gutter">
        {isCompact ? (
          <time className="side-time">{formatTime(message.ts)}</time>
        ) : (
          <Avatar user={message.user} />
        )}
      </div>
      <div className="content">
        {message.is_ephemeral && (
          <div className="only-you">
            <Icon name="eye" size={13} /> Only visible to you
          </div>
        )}
        {!isCompact && (
          <div className="byline">
            <strong>{person?.real_name ?? message.user}</strong>
            {person?.is_bot === true && <span className="badge">APP</span>}
            <time title={formatFull(message.ts)}>{formatTime(message.ts)}</time>
          </div>
        )}
        {isGone ? (
          <p className="gone">This message was deleted.</p>
        ) : (
          <Guard key={message.edited?.ts ?? message.ts} fallback={message.text}>
            <Body message={message} />
          </Guard>
        )}
        {message.edited !== undefined && message.blocks === undefined && !isGone && (
          <span className="edited">(edited)</span>
        )}
        {message.reactions !== undefined && message.reactions.length > 0 && (
          <div className="reactions">
            {message.reactions.map(({ name, users }) => (
              <button
                key={name}
                type="button"
                className={users.includes(page.me) ? 'reaction mine' : 'reaction'}
                title={`${users.map((user) => page.personOf(user)?.real_name ?? user).join(', ')}: :${name}:`}
                onClick={() => react(name)}
              >
                <Pictures text={emoji(name)} /> {users.length}
              </button>
            ))}
          </div>
        )}
        {!isInThread && replies.length > 0 && (
          <ThreadFooter replies={replies} onOpen={() => onOpenThread(message.ts)} />
        )}
      </div>
      {!isGone && (
        <div className="toolbar" role="toolbar" aria-label="Message actions">
          {QUICK_REACTIONS.map((name) => (
            <button key={name} type="button" aria-label={`React with ${name}`} onClick={() => react(name)}>
              <Pictures text={emoji(name)} />
            </button>
          ))}
          {canReply && (
            <button
              type="button"
              aria-label="Reply in thread"
              onClick={() => onOpenThread(message.thread_ts ?? message.ts)}
            >
              <Icon name="reply" />
            </button>
          )}
        </div>
      )}
    </article>
  );
}

function ThreadFooter({ replies, onOpen }: { replies: readonly Msg[]; onOpen: () => void }) {
  const people = [...new Set(replies.map((reply) => reply.user))].slice(0, 4);
  const last = replies.at(-1);
  return (
    <button type="button" className="thread-footer" onClick={onOpen}>
      {people.map((user) => (
        <Avatar key={user} user={user} size={22} />
      ))}
      <span className="count">
        {replies.length} {replies.length === 1 ? 'reply' : 'replies'}
      </span>
      {last !== undefined && <span className="last">Last reply {formatAgo(dateOf(last.ts))}</span>}
    </button>
  );
}

/** Blocks if there are any, else the text; attachments below with their colour bar. */
function Body({ message }: { message: Msg }) {
  const { me, notify } = usePage();
  const [values, setValues] = useState<Record<string, Record<string, Entered>>>({});

  const surface: Surface = {
    values,
    enter: (blockId, actionId, value) =>
      setValues((before) => ({ ...before, [blockId]: { ...before[blockId], [actionId]: value } })),
    async act(blockId, element, value) {
      const answer = await write('action', {
        user: me,
        channel: message.channel,
        ts: message.ts,
        blockId,
        actionId: String(element['action_id']),
        value,
        values,
      });
      if (!answer.ok) notify({ text: String(answer.message), isError: true });
    },
  };

  return (
    <>
      {message.blocks !== undefined && message.blocks.length > 0 ? (
        <Blocks blocks={message.blocks} surface={surface} />
      ) : (
        message.text !== '' && <Mrkdwn text={message.text} />
      )}
      {(message.attachments ?? []).map((attachment, index) => (
        <Attachment key={index} attachment={attachment} surface={surface} />
      ))}
    </>
  );
}

const BAR_COLOURS: Record<string, string> = { good: '#2eb67d', warning: '#ecb22e', danger: '#e01e5a' };

function Attachment({ attachment, surface }: { attachment: Json; surface: Surface }) {
  const colour = asString(attachment['color']);
  const bar = BAR_COLOURS[colour] ?? (/^#[0-9a-f]{6}$/i.test(colour) ? colour : 'var(--line-strong)');
  const blocks = attachment['blocks'];
  const text = [attachment['pretext'], attachment['title'], attachment['text']]
    .filter((part): part is string => typeof part === 'string')
    .join('\n');
  return (
    <div className="attachment" style={{ borderLeftColor: bar }}>
      {Array.isArray(blocks) ? (
        <Blocks blocks={blocks as Json[]} surface={surface} />
      ) : (
        <Mrkdwn text={text || asString(attachment['fallback'])} />
      )}
    </div>
  );
}
