/** `GET /files/<id>/<name>`: the bytes of a file, for the page and for the app. */
import type { ServerResponse } from 'node:http';
import type { FileStore } from '../workspace/files.js';
import { sendText } from './request.js';

export function sendFile(files: FileStore, path: string, response: ServerResponse): void {
  const file = files.get(path.split('/')[0] ?? '');
  if (file?.bytes === undefined || file.type === undefined || !files.isUsable(file)) {
    sendText(response, 404, 'There is no such file.');
    return;
  }
  const { mimetype } = file.type;
  const isShown = mimetype.startsWith('image/') || mimetype.startsWith('text/');
  response.writeHead(200, {
    'content-type': mimetype.startsWith('text/') ? `${mimetype}; charset=utf-8` : mimetype,
    'content-length': file.bytes.length,
    // Uploaded bytes are whatever an app sent: nothing in them may run on the page's address.
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
    'cache-control': 'private, max-age=3600',
    ...(isShown ? {} : { 'content-disposition': 'attachment' }),
  });
  response.end(file.bytes);
}
