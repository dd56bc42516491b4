/** Brings a file to Slack in its three steps; it is seen nowhere before a message or a share names it. */
import { webApi } from '@slack/bolt';
import type { SlackClient } from '../web-client.js';

export interface NewFile {
  readonly filename: string;
  readonly title: string;
  readonly bytes: Uint8Array;
  /** For pictures. */
  readonly alt?: string;
}

const UPLOAD_TIMEOUT_MS = 10_000;

/** Steps one and two: Slack has the bytes under the returned id. Throws what the client throws. */
export async function sendBytes(client: SlackClient, file: NewFile): Promise<string> {
  const { upload_url: url, file_id: id } = await client.files.getUploadURLExternal({
    filename: file.filename,
    length: file.bytes.byteLength,
    ...(file.alt === undefined ? {} : { alt_text: file.alt }),
  });
  if (!url || !id) throw new Error('Slack named no place for the upload');
  let answer: Response;
  try {
    answer = await fetch(url, {
      method: 'POST',
      body: new Uint8Array(file.bytes),
      headers: { 'content-type': 'application/octet-stream' },
      signal: AbortSignal.timeout(UPLOAD_TIMEOUT_MS),
    });
  } catch (error) {
    throw new webApi.WebAPIRequestError(error instanceof Error ? error : new Error(String(error)));
  }
  if (!answer.ok) throw new Error(`Slack refused the bytes of a file: HTTP ${answer.status}`);
  return id;
}

/** All three steps, shared nowhere. */
export async function uploadFile(client: SlackClient, file: NewFile): Promise<string> {
  const id = await sendBytes(client, file);
  await client.files.completeUploadExternal({ files: [{ id, title: file.title }] });
  return id;
}
