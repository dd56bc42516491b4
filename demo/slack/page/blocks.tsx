/** A list of blocks: the still ones go to the library in one piece, the interactive ones are ours. */
import { Fragment, type ReactNode } from 'react';
import type { Json } from './client.js';
import { ElementControl, type Surface } from './elements.js';
import { StillBlocks } from './still-blocks.js';

function plain(text: unknown): string {
  return typeof text === 'object' && text !== null && 'text' in text ? String(text.text) : '';
}

/** Whether a block holds something to click or fill in. */
function isLive(block: Json): boolean {
  if (['actions', 'input', 'context_actions'].includes(String(block['type']))) return true;
  const accessory = block['accessory'] as Json | undefined;
  return accessory !== undefined && accessory['type'] !== 'image';
}

function LiveBlock({ block, surface }: { block: Json; surface: Surface }) {
  const blockId = String(block['block_id']);
  const elements = (block['elements'] ?? []) as readonly Json[];
  switch (block['type']) {
    case 'actions':
    case 'context_actions':
      return (
        <div className="actions" role="group">
          {elements.map((element, index) => (
            <ElementControl
              key={String(element['action_id'] ?? index)}
              blockId={blockId}
              element={{ ...element, action_id: element['action_id'] ?? `_a${index}` }}
              surface={surface}
            />
          ))}
        </div>
      );
    case 'input': {
      const element = block['element'] as Json;
      const error = surface.errors?.[blockId];
      return (
        <div className={error === undefined ? 'field' : 'field wrong'}>
          <div className="label" id={`label-${blockId}`}>
            {plain(block['label'])}
            {block['optional'] === true && <span className="optional"> (optional)</span>}
          </div>
          <ElementControl
            blockId={blockId}
            element={{ ...element, action_id: element['action_id'] ?? '_a0' }}
            surface={surface}
            labelledBy={`label-${blockId}`}
            isQuiet={block['dispatch_action'] !== true}
          />
          {error !== undefined && (
            <div className="error" role="alert">
              {error}
            </div>
          )}
          {block['hint'] !== undefined && <div className="hint">{plain(block['hint'])}</div>}
        </div>
      );
    }
    default: {
      const { accessory, ...rest } = block;
      const element = accessory as Json;
      return (
        <div className="with-accessory">
          <StillBlocks blocks={[rest]} />
          <ElementControl
            blockId={blockId}
            element={{ ...element, action_id: element['action_id'] ?? '_a0' }}
            surface={surface}
          />
        </div>
      );
    }
  }
}

export function Blocks({ blocks, surface }: { blocks: readonly Json[]; surface: Surface }) {
  const parts: ReactNode[] = [];
  let still: Json[] = [];
  const flush = (): void => {
    if (still.length > 0) parts.push(<StillBlocks blocks={still} />);
    still = [];
  };
  for (const block of blocks) {
    if (isLive(block)) {
      flush();
      parts.push(<LiveBlock block={block} surface={surface} />);
    } else still.push(block);
  }
  flush();
  return (
    <div className="blocks">
      {parts.map((part, index) => (
        <Fragment key={index}>{part}</Fragment>
      ))}
    </div>
  );
}
