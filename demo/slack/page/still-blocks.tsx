/** Blocks that are only looked at, drawn by slack-blocks-to-jsx with the workspace's own names in mentions. */
import { type ComponentProps, type ReactNode, useMemo } from 'react';
import { Message } from 'slack-blocks-to-jsx';
import type { Json } from './client.js';
import { type PageContext, usePage } from './context.js';
import { formatSlackDate } from './format.js';

type MessageProps = ComponentProps<typeof Message>;

function buildHooks(page: PageContext): NonNullable<MessageProps['hooks']> {
  const mention = (label: string, isMe = false): ReactNode => (
    <span className={isMe ? 'mention me' : 'mention'}>{label}</span>
  );
  return {
    user: ({ id }) => mention(`@${page.personOf(id)?.real_name ?? id}`, id === page.me),
    channel: ({ id }) => mention(`#${page.channelName(id)}`),
    usergroup: ({ id }) =>
      mention(`@${page.info.user_groups.find((group) => group.id === id)?.handle ?? id}`),
    atChannel: () => mention('@channel', true),
    atHere: () => mention('@here', true),
    atEveryone: () => mention('@everyone', true),
    date: ({ timestamp, format, fallback }) => (
      <time title={fallback}>{formatSlackDate(Number(timestamp), format)}</time>
    ),
    link: ({ href, children }) => (
      <a href={href} target="_blank" rel="noopener noreferrer">
        {children}
      </a>
    ),
  };
}

export function StillBlocks({ blocks }: { blocks: readonly Json[] }) {
  const page = usePage();
  const hooks = useMemo(() => buildHooks(page), [page]);
  return (
    <div className="still">
      <Message
        blocks={blocks as unknown as MessageProps['blocks']}
        hooks={hooks}
        theme={page.theme}
        logo=""
        name=""
        withoutWrapper
      />
    </div>
  );
}

/** Text of a message or of a composition object, as one section. */
export function StillText({ text, type = 'mrkdwn' }: { text: string; type?: 'mrkdwn' | 'plain_text' }) {
  return <StillBlocks blocks={[{ type: 'section', text: { type, text } }]} />;
}
