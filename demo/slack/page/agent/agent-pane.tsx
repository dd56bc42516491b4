/** The app at the side of any channel: a new question, or an earlier conversation with it. */
import { useEffect, useState } from 'react';
import { Avatar } from '../avatar.js';
import { Icon } from '../icons.js';
import { Composer } from '../messages/composer.js';
import { MessageList } from '../messages/message-list.js';
import { type Msg, write } from '../state/client.js';
import { usePage } from '../state/context.js';
import { isReply, repliesOf, topLevel } from '../state/use-workspace.js';
import { Ago } from '../text/ago.js';
import { dateOf } from '../text/format.js';
import { Prompts } from './prompts.js';
import { StatusLine } from './status-line.js';

const RECENT = 6;

interface PaneProps {
  /** The direct conversation with the app. */
  readonly channel: string;
  /** What the person looks at beside the pane; the app is told. */
  readonly context: { readonly channel: string; readonly ts?: string | undefined };
  readonly messages: readonly Msg[];
  readonly onClose: () => void;
}

export function AgentPane({ channel, context, messages, onClose }: PaneProps) {
  const { me, info, agent, personOf } = usePage();
  const [thread, setThread] = useState<string>();
  const [opened] = useState(() => messages.at(-1)?.ts ?? '0');
  const name = personOf(info.bot_user)?.real_name ?? 'App';
  const parent = messages.find((message) => message.ts === thread);

  useEffect(() => {
    void write('context', { user: me, channel: context.channel, ts: context.ts });
  }, [me, context.channel, context.ts]);

  // A question asked from here opens as the conversation it has started.
  const asked = messages.findLast(
    (message) => message.user === me && !isReply(message) && Number(message.ts) > Number(opened),
  )?.ts;
  useEffect(() => {
    if (asked !== undefined) setThread(asked);
  }, [asked]);

  const title = thread === undefined ? undefined : agent?.threads[thread]?.title;
  return (
    <aside className="thread agent" aria-label={name}>
      <header className="bar">
        {parent === undefined ? (
          <Avatar user={info.bot_user} size={24} />
        ) : (
          <button
            type="button"
            className="icon"
            aria-label="All conversations"
            onClick={() => setThread(undefined)}
          >
            <Icon name="back" />
          </button>
        )}
        <h1>{title === undefined || title === '' ? name : title}</h1>
        <span className="topic" />
        <button type="button" className="icon" aria-label={`Close ${name}`} onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      {parent === undefined ? (
        <Start channel={channel} messages={messages} name={name} onPick={setThread} />
      ) : (
        <>
          <MessageList
            key={parent.ts}
            shown={[parent, ...repliesOf(messages, parent.ts)]}
            all={messages}
            isThread
            me={me}
            onOpenThread={setThread}
          />
          <StatusLine channel={channel} threadTs={parent.ts} />
          <Prompts
            channel={channel}
            threadTs={parent.ts}
            prompts={agent?.threads[parent.ts]?.prompts ?? []}
          />
          <Composer key={parent.ts} channel={channel} threadTs={parent.ts} placeholder={`Ask ${name} on…`} />
        </>
      )}
    </aside>
  );
}

function Start(props: {
  channel: string;
  messages: readonly Msg[];
  name: string;
  onPick: (ts: string) => void;
}) {
  const { channel, messages, name, onPick } = props;
  const { info, agent } = usePage();
  const recent = topLevel(messages).slice(-RECENT).reverse();
  return (
    <>
      <div className="agent-start">
        <Avatar user={info.bot_user} size={48} />
        <h2>Ask {name}</h2>
        <Prompts channel={channel} title={agent?.prompts_title ?? null} prompts={agent?.prompts ?? []} />
        {recent.length > 0 && (
          <section className="agent-recent" aria-label="Earlier conversations">
            <h3>Earlier</h3>
            {recent.map((message) => {
              const title = agent?.threads[message.ts]?.title ?? '';
              return (
                <button key={message.ts} type="button" onClick={() => onPick(message.ts)}>
                  <span>{title === '' ? message.text.split('\n')[0] : title}</span>
                  <small>
                    <Ago date={dateOf(message.ts)} />
                  </small>
                </button>
              );
            })}
          </section>
        )}
      </div>
      <Composer key="new" channel={channel} placeholder={`Ask ${name}`} />
    </>
  );
}
