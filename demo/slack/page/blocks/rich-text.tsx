/** The rich_text block: text that is never parsed, only styled. */
import { Fragment, type ReactNode } from 'react';
import type { Json } from '../state/client.js';
import { type PageContext, usePage } from '../state/context.js';
import { emoji } from '../text/emoji.js';
import { SlackDate } from '../text/ago.js';
import { Pictures } from '../text/pictures.js';
import { asObject, asObjects, asString } from '../text/read-json.js';
import { ChannelMention, Mention } from '../text/rich.js';

/** Marks from the inside out; code goes innermost so that bold code stays code. */
const MARKS = [
  ['code', (inside: ReactNode) => <code>{inside}</code>],
  ['bold', (inside: ReactNode) => <strong>{inside}</strong>],
  ['italic', (inside: ReactNode) => <em>{inside}</em>],
  ['strike', (inside: ReactNode) => <s>{inside}</s>],
  ['underline', (inside: ReactNode) => <u>{inside}</u>],
] as const;

function drawPlain(element: Json, page: PageContext): ReactNode {
  const id = (name: string): string => asString(element[name]);
  switch (element['type']) {
    case 'text':
      return <Pictures text={asString(element['text'])} />;
    case 'link':
      return (
        <a href={asString(element['url'])} target="_blank" rel="noopener noreferrer">
          <Pictures text={asString(element['text'], asString(element['url']))} />
        </a>
      );
    case 'emoji':
      return <Pictures text={emoji(id('name'))} />;
    case 'user': {
      const user = id('user_id');
      return <Mention label={`@${page.personOf(user)?.real_name ?? user}`} isMe={user === page.me} />;
    }
    case 'channel':
      return <ChannelMention id={id('channel_id')} />;
    case 'usergroup': {
      const group = page.info.user_groups.find((one) => one.id === id('usergroup_id'));
      return <Mention label={`@${group?.handle ?? id('usergroup_id')}`} />;
    }
    case 'broadcast':
      return <Mention label={`@${id('range')}`} isMe />;
    case 'date':
      return (
        <time title={asString(element['fallback'])}>
          <SlackDate timestamp={Number(element['timestamp'])} format={asString(element['format'])} />
        </time>
      );
    case 'color':
      return <code>{asString(element['value'])}</code>;
    default:
      return null;
  }
}

function drawInline(elements: readonly Json[], page: PageContext): ReactNode {
  return elements.map((element, index) => {
    const style = asObject(element['style']) ?? {};
    const marked = MARKS.reduce<ReactNode>(
      (inside, [name, wrap]) => (style[name] === true ? wrap(inside) : inside),
      drawPlain(element, page),
    );
    return <Fragment key={index}>{marked}</Fragment>;
  });
}

function drawPart(part: Json, page: PageContext): ReactNode {
  const elements = asObjects(part['elements']);
  switch (part['type']) {
    case 'rich_text_preformatted':
      return <pre>{drawInline(elements, page)}</pre>;
    case 'rich_text_quote':
      return <blockquote>{drawInline(elements, page)}</blockquote>;
    case 'rich_text_list': {
      const items = elements.map((item, index) => (
        <li key={index}>{drawInline(asObjects(item['elements']), page)}</li>
      ));
      const indent = { marginLeft: `${Number(part['indent'] ?? 0) * 22}px` };
      return part['style'] === 'ordered' ? (
        <ol start={Number(part['offset'] ?? 0) + 1} style={indent}>
          {items}
        </ol>
      ) : (
        <ul style={indent}>{items}</ul>
      );
    }
    default:
      return <div>{drawInline(elements, page)}</div>;
  }
}

export function RichText({ block }: { block: Json }) {
  const page = usePage();
  return (
    <div className="rich rich-block">
      {asObjects(block['elements']).map((part, index) => (
        <Fragment key={index}>{drawPart(part, page)}</Fragment>
      ))}
    </div>
  );
}
