/** Pictures that blocks take from uploaded files: the file must be there, whole, and a picture. */
import { isJsonObject } from '../http/request.js';
import type { FileStore } from '../workspace/files.js';
import type { Json } from '../workspace/model.js';
import type { Report } from './schema.js';

/** Every `slack_file` in blocks, at any depth, with the JSON pointer to it. */
export function slackFilesIn(
  value: unknown,
  pointer: string,
): { readonly reference: Json; readonly pointer: string }[] {
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => slackFilesIn(item, `${pointer}/${index}`));
  }
  if (!isJsonObject(value)) return [];
  const reference = value['slack_file'];
  if (value['type'] === 'image' && isJsonObject(reference)) {
    return [{ reference, pointer: `${pointer}/slack_file` }];
  }
  return Object.entries(value).flatMap(([name, inside]) => slackFilesIn(inside, `${pointer}/${name}`));
}

export function findFileProblems(blocks: readonly Json[], files: FileStore, report: Report): void {
  for (const { reference, pointer } of slackFilesIn(blocks, '/blocks')) {
    const file = files.findReferenced(reference);
    if (file === undefined || !files.isUsable(file) || !files.isPicture(file)) {
      report('invalid slack file', pointer);
    }
  }
}
