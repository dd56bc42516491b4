/** What a message says: blocks if there are any, else the text; attachments and files below. */
import { Blocks } from '../blocks/blocks.js';
import type { Surface } from '../blocks/entered.js';
import { useSurface } from '../blocks/use-surface.js';
import { Files } from '../files/files.js';
import type { Json, Msg } from '../state/client.js';
import { asObjects, asString } from '../text/read-json.js';
import { Mrkdwn } from '../text/rich.js';

export function Body({ message }: { message: Msg }) {
  const surface = useSurface({ channel: message.channel, ts: message.ts });
  return (
    <>
      {message.blocks !== undefined && message.blocks.length > 0 ? (
        <Blocks blocks={message.blocks} surface={surface} />
      ) : (
        message.text !== '' && <Mrkdwn text={message.text} />
      )}
      {message.streaming === true && (
        <span className="still-writing" role="status" aria-label="Still writing" />
      )}
      {(message.attachments ?? []).map((attachment, index) => (
        <Attachment key={index} attachment={attachment} surface={surface} />
      ))}
      {message.files !== undefined && message.files.length > 0 && <Files files={message.files} />}
    </>
  );
}

const BAR_COLOURS: Record<string, string> = { good: '#2eb67d', warning: '#ecb22e', danger: '#e01e5a' };

function Attachment({ attachment, surface }: { attachment: Json; surface: Surface }) {
  const colour = asString(attachment['color']);
  const bar = BAR_COLOURS[colour] ?? (/^#[0-9a-f]{6}$/i.test(colour) ? colour : 'var(--line-strong)');
  const blocks = asObjects(attachment['blocks']);
  const text = [attachment['pretext'], attachment['title'], attachment['text']]
    .filter((part): part is string => typeof part === 'string')
    .join('\n');
  return (
    <div className="attachment" style={{ borderLeftColor: bar }}>
      {blocks.length > 0 ? (
        <Blocks blocks={blocks} surface={surface} />
      ) : (
        <Mrkdwn text={text || asString(attachment['fallback'])} />
      )}
    </div>
  );
}
