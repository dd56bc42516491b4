/** A list of blocks: those to look at, and those to act on. */
import type { Json } from '../state/client.js';
import { asObject, asObjects, asString, textOf } from '../text/read-json.js';
import { Card, Carousel, Container } from './cards.js';
import { ElementControl } from './elements.js';
import type { Surface } from './entered.js';
import { Section, StillBlock } from './still-blocks.js';

interface BlockProps {
  readonly block: Json;
  readonly surface: Surface;
}

/** Elements an app left unnamed go by their place, as the server names them too. */
function named(element: Json, index = 0): Json {
  return { ...element, action_id: element['action_id'] ?? `_a${index}` };
}

function Actions({ block, elements, surface }: BlockProps & { elements: readonly Json[] }) {
  return (
    <div className={block['type'] === 'context_actions' ? 'actions context_actions' : 'actions'} role="group">
      {elements.map((element, index) => (
        <ElementControl
          key={asString(element['action_id'], String(index))}
          blockId={String(block['block_id'])}
          element={named(element, index)}
          surface={surface}
        />
      ))}
    </div>
  );
}

function Input({ block, surface }: BlockProps) {
  const blockId = String(block['block_id']);
  const error = surface.errors?.[blockId];
  const hint = textOf(block['hint']);
  const described = [error !== undefined && `error-${blockId}`, hint !== '' && `hint-${blockId}`].filter(
    Boolean,
  );
  return (
    <div className={error === undefined ? 'field' : 'field wrong'} data-block-id={blockId}>
      <div className="label" id={`label-${blockId}`}>
        {textOf(block['label'])}
        {block['optional'] === true && <span className="optional"> (optional)</span>}
      </div>
      <ElementControl
        blockId={blockId}
        element={named(block['element'] as Json)}
        surface={surface}
        labelledBy={`label-${blockId}`}
        describedBy={described.length === 0 ? undefined : described.join(' ')}
        isQuiet={block['dispatch_action'] !== true}
      />
      {error !== undefined && (
        <div className="error" role="alert" id={`error-${blockId}`}>
          {error}
        </div>
      )}
      {hint !== '' && (
        <div className="hint" id={`hint-${blockId}`}>
          {hint}
        </div>
      )}
    </div>
  );
}

function CardBlock({ block, surface }: BlockProps) {
  const actions = asObjects(block['actions']);
  return (
    <Card
      block={block}
      actions={actions.length > 0 && <Actions block={block} elements={actions} surface={surface} />}
    />
  );
}

function OneBlock({ block, surface }: BlockProps) {
  switch (block['type']) {
    case 'actions':
    case 'context_actions':
      return <Actions block={block} elements={asObjects(block['elements'])} surface={surface} />;
    case 'input':
      return <Input block={block} surface={surface} />;
    case 'card':
      return <CardBlock block={block} surface={surface} />;
    case 'carousel':
      return (
        <Carousel>
          {asObjects(block['elements']).map((card, index) => (
            <CardBlock
              key={index}
              block={{ ...card, block_id: card['block_id'] ?? block['block_id'] }}
              surface={surface}
            />
          ))}
        </Carousel>
      );
    case 'container':
      return (
        <Container block={block}>
          <Blocks blocks={asObjects(block['child_blocks'])} surface={surface} />
        </Container>
      );
    default: {
      const accessory = asObject(block['accessory']);
      if (accessory === undefined || accessory['type'] === 'image') return <StillBlock block={block} />;
      return (
        <Section
          block={block}
          accessory={
            <ElementControl
              blockId={String(block['block_id'])}
              element={named(accessory)}
              surface={surface}
            />
          }
        />
      );
    }
  }
}

export function Blocks({ blocks, surface }: { blocks: readonly Json[]; surface: Surface }) {
  return (
    <div className="blocks">
      {blocks.map((block, index) => (
        <OneBlock key={asString(block['block_id'], String(index))} block={block} surface={surface} />
      ))}
    </div>
  );
}
