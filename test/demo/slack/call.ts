/** Calls of the Web API as the SDK makes them: form-encoded, structures as JSON strings. */
import type { LocalSlack } from '../../../demo/slack/local-slack.js';

export type Answer = Record<string, unknown>;

export async function callApi(slack: LocalSlack, method: string, args: Answer = {}): Promise<Answer> {
  return (await (await requestApi(slack, method, args)).json()) as Answer;
}

/** The same with the answer as it came; an empty token sends none. */
export async function requestApi(
  slack: LocalSlack,
  method: string,
  args: Answer,
  token = slack.botToken,
): Promise<Response> {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(args)) {
    if (value !== undefined) form.set(name, typeof value === 'string' ? value : JSON.stringify(value));
  }
  return fetch(slack.apiUrl + method, {
    method: 'POST',
    body: form,
    headers: token === '' ? {} : { authorization: `Bearer ${token}` },
  });
}

/** The smallest picture there is: one transparent pixel. */
export const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);

/** Announces, sends and completes an upload; gives back the file's id. */
export async function uploadFile(
  slack: LocalSlack,
  file: { name: string; bytes: Buffer; title?: string },
  place: Answer = {},
): Promise<string> {
  const announced = await callApi(slack, 'files.getUploadURLExternal', {
    filename: file.name,
    length: file.bytes.length,
  });
  await fetch(String(announced['upload_url']), { method: 'POST', body: new Uint8Array(file.bytes) });
  const id = String(announced['file_id']);
  const completed = await callApi(slack, 'files.completeUploadExternal', {
    files: [{ id, title: file.title ?? file.name }],
    ...place,
  });
  if (completed['ok'] !== true) throw new Error(`The upload failed with ${String(completed['error'])}.`);
  return id;
}
