/** Blocks that are only looked at. The common ones are ours; the rest is drawn by slack-blocks-to-jsx. */
import { type ComponentProps, useMemo } from 'react';
import { Message } from 'slack-blocks-to-jsx';
import type { Json } from '../state/client.js';
import { type PageContext, usePage } from '../state/context.js';
import { emoji, isEmoji } from '../text/emoji.js';
import { formatSlackDate } from '../text/format.js';
import { asObject, asObjects, asString, textOf } from '../text/read-json.js';
import { RichText } from './rich-text.js';
import { Mention, PlainText, TextObject } from '../text/rich.js';

type MessageProps = ComponentProps<typeof Message>;

function Picture({ block, isSmall = false }: { block: Json; isSmall?: boolean }) {
  const file = asObject(block['slack_file']);
  const url = asString(block['image_url'], asString(file?.['url']));
  const alt = asString(block['alt_text']);
  if (isSmall) return <img className="small-picture" src={url} alt={alt} title={alt} />;
  const title = textOf(block['title']);
  return (
    <figure>
      {title !== '' && <figcaption>{title}</figcaption>}
      <a href={url} target="_blank" rel="noopener noreferrer">
        <img src={url} alt={alt} />
      </a>
    </figure>
  );
}

function Section({ block }: { block: Json }) {
  const text = asObject(block['text']);
  const fields = asObjects(block['fields']);
  const accessory = asObject(block['accessory']);
  return (
    <div className="section">
      <div className="section-text">
        {text !== undefined && <TextObject value={text} />}
        {fields.length > 0 && (
          <div className="fields">
            {fields.map((field, index) => (
              <TextObject key={index} value={field} />
            ))}
          </div>
        )}
      </div>
      {accessory?.['type'] === 'image' && (
        <img
          className="thumbnail"
          src={asString(accessory['image_url'])}
          alt={asString(accessory['alt_text'])}
        />
      )}
    </div>
  );
}

/** One block nobody can act on. */
export function StillBlock({ block }: { block: Json }) {
  switch (block['type']) {
    case 'section':
      return <Section block={block} />;
    case 'header':
      return (
        <h3 className="block-header">
          <PlainText text={textOf(block['text'])} />
        </h3>
      );
    case 'divider':
      return <hr />;
    case 'context':
      return (
        <div className="context">
          {asObjects(block['elements']).map((element, index) =>
            element['type'] === 'image' ? (
              <Picture key={index} block={element} isSmall />
            ) : (
              <TextObject key={index} value={element} />
            ),
          )}
        </div>
      );
    case 'image':
      return <Picture block={block} />;
    case 'rich_text':
      return <RichText block={block} />;
    default:
      return <LibraryBlock block={block} />;
  }
}

function buildHooks(page: PageContext): NonNullable<MessageProps['hooks']> {
  return {
    user: ({ id }) => <Mention label={`@${page.personOf(id)?.real_name ?? id}`} isMe={id === page.me} />,
    channel: ({ id }) => <Mention label={`#${page.channelName(id)}`} />,
    usergroup: ({ id }) => (
      <Mention label={`@${page.info.user_groups.find((group) => group.id === id)?.handle ?? id}`} />
    ),
    atChannel: () => <Mention label="@channel" isMe />,
    atHere: () => <Mention label="@here" isMe />,
    atEveryone: () => <Mention label="@everyone" isMe />,
    // The library drops names it does not know, and takes the middle of 10:31:12 for one.
    emoji: (data, parse) => (isEmoji(data.name) ? emoji(data.name) : parse(data) || `:${data.name}:`),
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

function LibraryBlock({ block }: { block: Json }) {
  const page = usePage();
  const hooks = useMemo(() => buildHooks(page), [page]);
  return (
    <div className="still">
      <Message
        blocks={[block] as unknown as MessageProps['blocks']}
        hooks={hooks}
        theme={page.theme}
        logo=""
        name=""
        withoutWrapper
      />
    </div>
  );
}
