/** One thread beside its channel. */
import { useEffect, useRef, useState } from 'react';
import { Prompts } from '../agent/prompts.js';
import { StatusLine } from '../agent/status-line.js';
import { Icon } from '../icons.js';
import { Composer } from '../messages/composer.js';
import { MessageList } from '../messages/message-list.js';
import type { Msg, Room } from '../state/client.js';
import { usePage } from '../state/context.js';
import { repliesOf } from '../state/use-workspace.js';

interface ThreadProps {
  readonly room: Room | undefined;
  readonly parent: Msg;
  readonly messages: readonly Msg[];
  readonly marked: string | undefined;
  readonly onClose: () => void;
}

const ignore = (): void => undefined;

export function ThreadPane({ room, parent, messages, marked, onClose }: ThreadProps) {
  const { me, agent } = usePage();
  const [sent, setSent] = useState(0);
  const pane = useRef<HTMLElement>(null);
  const said = agent?.channel === parent.channel ? agent.threads[parent.ts] : undefined;

  useEffect(() => {
    // On closing, focus goes back to the message the thread hangs on.
    const { ts } = parent;
    return () =>
      document
        .querySelector<HTMLElement>(`.channel [data-ts="${CSS.escape(ts)}"]`)
        // The channel stays where it is, also at its end.
        ?.focus({ preventScroll: true });
  }, [parent.ts]);

  return (
    <aside
      ref={pane}
      className="thread"
      aria-label="Thread"
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.defaultPrevented) onClose();
      }}
    >
      <header className="bar">
        <h1>Thread</h1>
        <span className="topic">
          {said !== undefined && said.title !== ''
            ? said.title
            : room?.kind === 'im'
              ? room.name
              : `#${room?.name ?? ''}`}
        </span>
        <button type="button" className="icon" aria-label="Close the thread" onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      <MessageList
        key={`${me} ${parent.ts}`}
        shown={[parent, ...repliesOf(messages, parent.ts)]}
        all={messages}
        isThread
        me={me}
        sent={sent}
        marked={marked}
        onOpenThread={ignore}
      />
      <StatusLine channel={parent.channel} threadTs={parent.ts} />
      <Prompts channel={parent.channel} threadTs={parent.ts} prompts={said?.prompts ?? []} />
      <Composer
        key={`reply ${me} ${parent.ts}`}
        channel={parent.channel}
        threadTs={parent.ts}
        placeholder="Reply…"
        yieldsTo=".thread article, dialog"
        onSend={() => setSent((before) => before + 1)}
      />
    </aside>
  );
}
