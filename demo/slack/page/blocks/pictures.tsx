/** Pictures and videos inside blocks. A picture opens large, with its description in words below it. */
import type { Json } from '../state/client.js';
import { toLocal } from '../state/address.js';
import { Icon } from '../icons.js';
import { Zoomable } from '../files/zoomable.js';
import { asObject, asString, textOf } from '../text/read-json.js';

/** The server gives every `slack_file` a working `image_url` beside it. */
export function pictureUrl(image: Json): string {
  return toLocal(asString(image['image_url'], asString(asObject(image['slack_file'])?.['url'])));
}

export function SmallPicture({ image, className }: { image: Json; className: string }) {
  const alt = asString(image['alt_text']);
  return <img className={className} src={pictureUrl(image)} alt={alt} title={alt} />;
}

export function Picture({ block }: { block: Json }) {
  const title = textOf(block['title']);
  return (
    <figure>
      {title !== '' && <figcaption>{title}</figcaption>}
      <Zoomable url={pictureUrl(block)} alt={asString(block['alt_text'])} title={title} />
    </figure>
  );
}

/** Videos are not played here; the picture leads to them. */
export function Video({ block }: { block: Json }) {
  const title = textOf(block['title']);
  const url = asString(block['title_url'], asString(block['video_url']));
  return (
    <figure className="video">
      <figcaption>
        <a href={url} target="_blank" rel="noopener noreferrer">
          {title} <Icon name="out" size={12} />
        </a>
        {textOf(block['description']) !== '' && <div>{textOf(block['description'])}</div>}
      </figcaption>
      <img src={asString(block['thumbnail_url'])} alt={asString(block['alt_text'])} />
    </figure>
  );
}
