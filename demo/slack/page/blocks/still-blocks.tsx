/** Blocks that are only looked at. */
import type { ReactNode } from 'react';
import { Icon, type IconName } from '../icons.js';
import type { Json } from '../state/client.js';
import { Markdown } from '../text/markdown-view.js';
import { asObject, asObjects, asString, textOf } from '../text/read-json.js';
import { PlainText, TextObject } from '../text/rich.js';
import { Picture, SmallPicture, Video } from './pictures.js';
import { RichText } from './rich-text.js';
import { DataTable, Table } from './tables.js';
import { Plan, TaskCard } from './tasks.js';

export function Section({ block, accessory }: { block: Json; accessory?: ReactNode }) {
  const text = asObject(block['text']);
  const fields = asObjects(block['fields']);
  const image = asObject(block['accessory']);
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
      {image?.['type'] === 'image' && <SmallPicture image={image} className="thumbnail" />}
      {accessory}
    </div>
  );
}

const SIGNS: Record<string, IconName> = { warning: 'alert', error: 'alert', success: 'check' };

function Alert({ block }: { block: Json }) {
  const level = asString(block['level'], 'default');
  const text = asObject(block['text']);
  return (
    <div className={`alert ${level}`} role="note" aria-label={level === 'default' ? 'Note' : level}>
      <Icon name={SIGNS[level] ?? 'info'} />
      {text !== undefined && <TextObject value={text} />}
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
        <h3 className={`block-header level-${Number(block['level'] ?? 1)}`}>
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
              <SmallPicture key={index} image={element} className="small-picture" />
            ) : (
              <TextObject key={index} value={element} />
            ),
          )}
        </div>
      );
    case 'image':
      return <Picture block={block} />;
    case 'video':
      return <Video block={block} />;
    case 'rich_text':
      return <RichText block={block} />;
    case 'markdown':
      return <Markdown text={asString(block['text'])} />;
    case 'table':
      return <Table block={block} />;
    case 'data_table':
      return <DataTable block={block} />;
    case 'alert':
      return <Alert block={block} />;
    case 'task_card':
      return <TaskCard block={block} />;
    case 'plan':
      return <Plan block={block} />;
    default:
      return (
        <p className="unknown">A block of type “{String(block['type'])}”, which this page cannot draw.</p>
      );
  }
}
