/** Blocks that hold others: cards, rows of cards, and containers that fold. */
import { type ReactNode, useState } from 'react';
import { Icon } from '../icons.js';
import type { Json } from '../state/client.js';
import { asObject, asString, textOf } from '../text/read-json.js';
import { TextObject } from '../text/rich.js';
import { SmallPicture } from './pictures.js';
import { RichText } from './rich-text.js';

function Part({ value, className }: { value: unknown; className: string }) {
  const text = asObject(value);
  return text === undefined ? null : (
    <div className={className}>
      <TextObject value={text} />
    </div>
  );
}

/** `actions` are drawn by the caller, who knows what clicking them means. */
export function Card({ block, actions }: { block: Json; actions: ReactNode }) {
  const hero = asObject(block['hero_image']);
  const icon = asObject(block['icon']);
  return (
    <div className="card">
      {hero !== undefined && <SmallPicture image={hero} className="card-hero" />}
      <div className="card-head">
        {icon !== undefined && <SmallPicture image={icon} className="card-icon" />}
        <div>
          <Part value={block['title']} className="card-title" />
          <Part value={block['subtitle']} className="card-subtitle" />
        </div>
      </div>
      <Part value={block['body']} className="card-body" />
      {actions}
    </div>
  );
}

export function Carousel({ children }: { children: ReactNode }) {
  return (
    <div className="carousel" role="region" aria-label="Cards" tabIndex={0}>
      {children}
    </div>
  );
}

export function Container({ block, children }: { block: Json; children: ReactNode }) {
  const canFold = block['is_collapsible'] === true;
  const [isOpen, setOpen] = useState(!canFold || block['default_collapsed'] !== true);
  const richTitle = asObject(block['rich_text_title']);
  const icon = asObject(block['icon']);
  const head = (
    <>
      {icon !== undefined && <SmallPicture image={icon} className="card-icon" />}
      <span className="container-titles">
        <span className="container-title">
          {richTitle === undefined ? textOf(block['title']) : <RichText block={richTitle} />}
        </span>
        <Part value={block['subtitle']} className="card-subtitle" />
      </span>
    </>
  );
  return (
    <div className={`container ${asString(block['width'], 'standard')}`}>
      {canFold ? (
        <button
          type="button"
          className="container-head"
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        >
          <span className={isOpen ? 'fold open' : 'fold'}>
            <Icon name="next" size={12} />
          </span>
          {head}
        </button>
      ) : (
        <div className="container-head">{head}</div>
      )}
      {isOpen && <div className="container-body">{children}</div>}
    </div>
  );
}
