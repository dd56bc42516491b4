/** A list of blocks: those to look at, and those to act on. */
import type { Json } from '../state/client.js';
import { ElementControl } from './elements.js';
import type { Surface } from './entered.js';
import { asString, textOf } from '../text/read-json.js';
import { StillBlock } from './still-blocks.js';

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
              key={asString(element['action_id'], String(index))}
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
            {textOf(block['label'])}
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
          {block['hint'] !== undefined && <div className="hint">{textOf(block['hint'])}</div>}
        </div>
      );
    }
    default: {
      const { accessory, ...rest } = block;
      const element = accessory as Json;
      return (
        <div className="with-accessory">
          <StillBlock block={rest} />
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
  return (
    <div className="blocks">
      {blocks.map((block, index) =>
        isLive(block) ? (
          <LiveBlock key={asString(block['block_id'], String(index))} block={block} surface={surface} />
        ) : (
          <StillBlock key={asString(block['block_id'], String(index))} block={block} />
        ),
      )}
    </div>
  );
}
