/**
 * Files, from the moment an upload is announced. A file can be used once its bytes have come, the upload has been
 * completed and Slack has looked at it.
 */
import { randomBytes } from 'node:crypto';
import { detectFileType, type FileType, type PictureSize, pictureSize } from './file-type.js';
import { TEAM, type Json, type Message } from './model.js';

/** Slack takes up to 1 GB; a responder's charts and reports are far below this. */
export const MAX_FILE_BYTES = 10 * 1024 * 1024;
const PREVIEW_CHARACTERS = 1000;

export interface StoredFile {
  readonly id: string;
  readonly name: string;
  readonly user: string;
  readonly altText: string | undefined;
  readonly announcedBytes: number;
  readonly createdSeconds: number;
  title: string;
  bytes: Buffer | undefined;
  type: FileType | undefined;
  size: PictureSize | undefined;
  /** When it can be used, in milliseconds since the epoch; undefined before the upload is completed. */
  usableAtMs: number | undefined;
  /** Where it was shared, as channel and message. */
  readonly shares: { readonly channel: string; readonly ts: string; readonly threadTs: string | undefined }[];
}

export type FileStore = ReturnType<typeof createFileStore>;

export function createFileStore(deps: { now: () => number; baseUrl: () => string; processingMs: number }) {
  const files = new Map<string, StoredFile>();
  const tickets = new Map<string, StoredFile>();

  function isUsable(file: StoredFile): boolean {
    return file.usableAtMs !== undefined && deps.now() >= file.usableAtMs;
  }

  function urlOf(file: StoredFile): string {
    return `${deps.baseUrl()}/files/${file.id}/${encodeURIComponent(file.name)}`;
  }

  function receive(file: StoredFile, bytes: Buffer): void {
    file.bytes = bytes;
    file.type = detectFileType(file.name, bytes);
    file.size = pictureSize(file.type, bytes);
  }

  return {
    /** Announces an upload; `ticket` is the last part of the address its bytes go to. */
    announce(input: { user: string; name: string; bytes: number; altText?: string | undefined }): {
      readonly file: StoredFile;
      readonly ticket: string;
    } {
      const file: StoredFile = {
        id: `F0LOCAL${String(files.size + 1).padStart(4, '0')}`,
        name: input.name,
        user: input.user,
        altText: input.altText,
        announcedBytes: input.bytes,
        createdSeconds: Math.floor(deps.now() / 1000),
        title: input.name,
        bytes: undefined,
        type: undefined,
        size: undefined,
        usableAtMs: undefined,
        shares: [],
      };
      const ticket = randomBytes(12).toString('hex');
      files.set(file.id, file);
      tickets.set(ticket, file);
      return { file, ticket };
    },
    /** The file whose bytes are expected at this ticket. */
    expected: (ticket: string): StoredFile | undefined => tickets.get(ticket),
    receive,
    complete(file: StoredFile, title: string | undefined): void {
      file.title = title ?? file.name;
      file.usableAtMs = deps.now() + deps.processingMs;
      for (const [ticket, one] of tickets) if (one === file) tickets.delete(ticket);
    },
    share(id: string, message: Message): void {
      files.get(id)?.shares.push({ channel: message.channel, ts: message.ts, threadTs: message.threadTs });
    },
    get: (id: string): StoredFile | undefined => files.get(id),
    isUsable,
    remove(file: StoredFile): void {
      files.delete(file.id);
    },
    /** The file that a `slack_file` object names by its id or by one of its addresses. */
    findReferenced(reference: Json): StoredFile | undefined {
      const { id, url } = reference;
      return typeof id === 'string' ? files.get(id) : [...files.values()].find((file) => url === urlOf(file));
    },
    isPicture: (file: StoredFile): boolean =>
      file.type?.mimetype.startsWith('image/') === true && file.size !== undefined,
    urlOf,
    /** The file object of Slack's API. Type and size are missing until Slack has looked at the bytes. */
    present(file: StoredFile): Json {
      const shared = {
        id: file.id,
        created: file.createdSeconds,
        timestamp: file.createdSeconds,
        name: file.name,
        title: file.title,
        user: file.user,
        user_team: TEAM.id,
        editable: false,
        size: file.bytes?.length ?? file.announcedBytes,
        is_external: false,
        is_public: file.shares.length > 0,
        url_private: urlOf(file),
        url_private_download: urlOf(file),
        permalink: urlOf(file),
        ...(file.altText === undefined ? {} : { alt_txt: file.altText }),
      };
      if (!isUsable(file) || file.type === undefined) return { ...shared, mimetype: '', filetype: '' };
      const isText = file.type.mimetype.startsWith('text/') || file.type.filetype === 'json';
      return {
        ...shared,
        mode: isText ? 'snippet' : 'hosted',
        mimetype: file.type.mimetype,
        filetype: file.type.filetype,
        pretty_type: file.type.prettyType,
        ...(file.size === undefined ? {} : { original_w: file.size.width, original_h: file.size.height }),
        ...(isText ? { preview: file.bytes?.toString('utf8').slice(0, PREVIEW_CHARACTERS) } : {}),
      };
    },
  };
}
