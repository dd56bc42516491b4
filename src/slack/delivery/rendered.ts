/** What Slack gets for a message, and the way it is shown. */
import type { ClaimedMessage } from '../../incidents/ports/message-queue.js';
import type { MessageRequest } from '../../incidents/ports/message.js';
import type { Block, MessageContent } from '../blocks/kit/block-kit.js';

/** Text and blocks are always there: they are what is shown when the way is not open, for example for want of a scope. */
export interface Rendered extends MessageContent {
  /** No earlier copy of this message can be older; bounds the search for one. */
  readonly notBefore: Date;
  /** Posted, and edited from then on, unless told. */
  readonly way?: Way;
}

export type Way = PicturesWay | StreamWay | FileWay | HomeWay;

/** A message with pictures, which are uploaded first. */
export interface PicturesWay {
  readonly kind: 'pictures';
  readonly pictures: readonly Picture[];
  /** The message, by the ids of its pictures' files in their order. */
  withFiles(fileIds: readonly string[]): MessageContent;
}

export interface Picture {
  /** The same for the same picture: it is made and uploaded once. */
  readonly key: string;
  readonly filename: string;
  readonly title: string;
  /** For those who cannot see it. */
  readonly alt: string;
  /** Null when there is nothing to draw. */
  draw(): Promise<Uint8Array | null>;
}

/** A text that grows while somebody waits for it. */
export interface StreamWay {
  readonly kind: 'stream';
  /** Everything so far, in Slack's Markdown with nothing live in it; later versions begin with earlier ones. */
  readonly markdown: string;
  readonly isFinished: boolean;
  /** What is done to get there, in the order it was begun; shown while it is worked out. */
  readonly tasks?: readonly StreamTask[];
  /** Slack user id of who waits for it. */
  readonly recipient: string;
  /** Blocks below the finished text, such as buttons. */
  readonly closing: readonly Block[];
}

/** One step of the work; the texts are our own words, at most 256 characters each. */
export interface StreamTask {
  /** The same while its state changes. */
  readonly id: string;
  readonly title: string;
  readonly status: 'in_progress' | 'complete' | 'error';
  /** What came of it; empty when there is nothing to say. */
  readonly output: string;
}

/** A document: a file shared into the thread, and a canvas where the workspace has them. */
export interface FileWay {
  readonly kind: 'file';
  /** The same for all versions of the document; each is shared once. */
  readonly key: string;
  readonly filename: string;
  readonly title: string;
  readonly markdown: string;
  /** What stands with the file; `canvasUrl` is null when there is no canvas. */
  withCanvas(canvasUrl: string | null): MessageContent;
}

/** Somebody's Home tab; the message's channel is the person, its blocks are the tab. */
export interface HomeWay {
  readonly kind: 'home';
}

/** A message to be shown; what is known of its place in Slack, when that is known. */
export type Showable = MessageRequest & Partial<Pick<ClaimedMessage, 'ts' | 'isUncertain'>>;

/** Null when what the message speaks about does not exist (any more), or need not be shown any more. */
export type Render = (message: Showable) => Promise<Rendered | null>;
