/** Text as Slack shows it: mrkdwn with mentions by name, or plain text with emoji. */
import { Fragment, type ReactNode } from 'react';
import { formatAddress } from '../state/address.js';
import type { Json } from '../state/client.js';
import { type PageContext, usePage } from '../state/context.js';
import { SlackDate } from './ago.js';
import { emoji, isEmoji } from './emoji.js';
import { type Inline, parseMrkdwn } from './mrkdwn.js';
import { Pictures } from './pictures.js';
import { asString } from './read-json.js';

export function Mention({ label, isMe = false }: { label: string; isMe?: boolean }) {
  return <span className={isMe ? 'mention me' : 'mention'}>{label}</span>;
}

/** Leads to the channel when this person may see it. */
export function ChannelMention({ id }: { id: string }) {
  const { channelName, rooms } = usePage();
  const label = `#${channelName(id)}`;
  if (!rooms.some((room) => room.id === id)) return <Mention label={label} />;
  return (
    <a className="mention" href={formatAddress({ channel: id })}>
      {label}
    </a>
  );
}

function drawInline(node: Inline, page: PageContext): ReactNode {
  switch (node.kind) {
    case 'text':
      return <Pictures text={node.text} />;
    case 'bold':
      return <strong>{drawAll(node.children, page)}</strong>;
    case 'italic':
      return <em>{drawAll(node.children, page)}</em>;
    case 'strike':
      return <s>{drawAll(node.children, page)}</s>;
    case 'code':
      return <code>{node.text}</code>;
    case 'link':
      return (
        <a href={node.url} target="_blank" rel="noopener noreferrer">
          {node.label}
        </a>
      );
    case 'user':
      return (
        <Mention label={`@${page.personOf(node.id)?.real_name ?? node.id}`} isMe={node.id === page.me} />
      );
    case 'channel':
      return <ChannelMention id={node.id} />;
    case 'group':
      return (
        <Mention
          label={`@${page.info.user_groups.find((group) => group.id === node.id)?.handle ?? node.id}`}
        />
      );
    case 'broadcast':
      return <Mention label={`@${node.range}`} isMe />;
    case 'date':
      return (
        <time title={node.fallback}>
          <SlackDate timestamp={node.timestamp} format={node.format} />
        </time>
      );
    case 'emoji':
      return (
        <span title={`:${node.name}:`}>
          <Pictures text={emoji(node.name)} />
        </span>
      );
  }
}

function drawAll(nodes: readonly Inline[], page: PageContext): ReactNode {
  return nodes.map((node, index) => <Fragment key={index}>{drawInline(node, page)}</Fragment>);
}

export function Mrkdwn({ text }: { text: string }) {
  const page = usePage();
  return (
    <div className="rich">
      {parseMrkdwn(text, isEmoji).map((part, index) => {
        if (part.kind === 'pre') return <pre key={index}>{part.text}</pre>;
        const children = drawAll(part.children, page);
        return part.kind === 'quote' ? (
          <blockquote key={index}>{children}</blockquote>
        ) : (
          <div key={index}>{children}</div>
        );
      })}
    </div>
  );
}

/** Plain text knows emoji names and nothing else. */
export function PlainText({ text }: { text: string }) {
  const named = text.replace(/:([a-z0-9_+'-]+):/g, (all, name: string) =>
    isEmoji(name) ? emoji(name) : all,
  );
  return <Pictures text={named} />;
}

/** A text object of either kind. */
export function TextObject({ value }: { value: Json }) {
  const text = asString(value['text']);
  if (value['type'] === 'mrkdwn') return <Mrkdwn text={text} />;
  return <div className="rich">{value['emoji'] === false ? text : <PlainText text={text} />}</div>;
}
