/**
 * The few shapes of Block Kit we use. Prose is rich_text, which Slack does not parse: a mention or a link exists only
 * where we put an element for it. Every helper cleans the text it is given.
 */
import type { types } from '@slack/bolt';
import { cleanText, cutText, escapeMrkdwn } from './escape.js';

export type Block = types.KnownBlock;
export type Span = types.RichTextElement;
export type Line = readonly Span[];

/** What is sent: `text` is the notification and the fallback, in mrkdwn. */
export interface MessageContent {
  readonly text: string;
  readonly blocks: readonly Block[];
}

/** Longest piece of prose in one span; long enough for two sentences. */
const SPAN = 600;
/** Slack's limit for one mrkdwn text; escaping may have made it longer than what was escaped. */
const MAX_MRKDWN = 3000;

export function plain(value: string, max = SPAN): Span {
  return { type: 'text', text: cleanText(value, { max }) || '(empty)' };
}

export function bold(value: string, max = SPAN): Span {
  return { ...plain(value, max), style: { bold: true } } as Span;
}

/** `Likely cause: ` in bold: our own words, with the space after them. */
export function label(words: string): Span {
  return { type: 'text', text: `${words}: `, style: { bold: true } };
}

export function italic(value: string, max = SPAN): Span {
  return { ...plain(value, max), style: { italic: true } } as Span;
}

export function code(value: string, max = 200): Span {
  return { ...plain(value, max), style: { code: true } } as Span;
}

/** Our own spacing and punctuation; taken as it is. */
export function glue(value: string): Span {
  return { type: 'text', text: value };
}

/** A mention. Rings the person's phone when the message is new, not when it is edited. */
export function mention(slackUserId: string): Span {
  return { type: 'user', user_id: slackUserId };
}

/** A mention of a Slack user id we know; anything else is shown as text. */
export function personSpan(slackUserId: string): Span {
  return isSlackUserId(slackUserId) ? mention(slackUserId) : plain(slackUserId, 80);
}

/** A link to a channel whose id we know; anything else is shown as text. */
export function channelSpan(channel: string): Span {
  return isChannelId(channel) ? { type: 'channel', channel_id: channel } : plain(channel, 80);
}

/** Our own words as a link to an address that we made. */
export function link(words: string, url: string): Span {
  return { type: 'link', url, text: words };
}

/** A moment in the reader's own time zone. */
export function moment(
  at: Date,
  format: '{time}' | '{time_secs}' | '{ago}' | '{date_short_pretty} {time}',
): Span {
  return { type: 'date', timestamp: toUnix(at), format, fallback: formatUtc(at) };
}

/** Lines of prose in one block. */
export function paragraph(...lines: readonly Line[]): Block {
  const elements = lines.flatMap((line, index) => (index === 0 ? line : [glue('\n'), ...line]));
  return { type: 'rich_text', elements: [{ type: 'rich_text_section', elements: filled(elements) }] };
}

/** Slack refuses empty spans; they come from optional parts such as a missing citation. */
function filled(line: Line): Span[] {
  return line.filter((span) => span.type !== 'text' || span.text !== '');
}

/** A heading line followed by bullets. */
export function bullets(heading: Line, items: readonly Line[]): Block {
  return {
    type: 'rich_text',
    elements: [
      { type: 'rich_text_section', elements: filled(heading) },
      {
        type: 'rich_text_list',
        style: 'bullet',
        elements: items.map((item) => ({ type: 'rich_text_section', elements: filled(item) })),
      },
    ],
  };
}

/** A heading line followed by text in a code block, line breaks kept. */
export function preformatted(heading: Line, value: string, max: number): Block {
  const text = cleanText(value, { max, multiline: true }) || '(nothing)';
  return {
    type: 'rich_text',
    elements: [
      { type: 'rich_text_section', elements: filled(heading) },
      { type: 'rich_text_preformatted', elements: [{ type: 'text', text }] },
    ],
  };
}

/** Small grey lines. Each is mrkdwn made of escaped parts; see `escapeMrkdwn`. */
export function context(...lines: readonly string[]): Block {
  return {
    type: 'context',
    // `verbatim` keeps Slack from turning bare addresses and names in the text into links.
    elements: [{ type: 'mrkdwn', text: cutText(lines.join('\n'), MAX_MRKDWN), verbatim: true }],
  };
}

export interface ButtonContent {
  readonly actionId: string;
  /** Opaque: an id. */
  readonly value: string;
  readonly text: string;
  /** For screen readers, where the text alone does not say what happens. At most 75 characters. */
  readonly hint?: string;
  readonly style?: 'primary' | 'danger';
  readonly confirm?: types.ConfirmationDialog;
}

/** One row of buttons; their texts are our own words. */
export function buttonRow(...contents: readonly ButtonContent[]): Block {
  return {
    type: 'actions',
    elements: contents.map(({ actionId, value, text, hint, style, confirm }) => ({
      type: 'button',
      action_id: actionId,
      value,
      text: { type: 'plain_text', text },
      ...(hint === undefined ? {} : { accessibility_label: hint }),
      ...(style === undefined ? {} : { style }),
      ...(confirm === undefined ? {} : { confirm }),
    })),
  };
}

/** Thumbs up and down. */
export function feedbackRow(actionId: string, right: FeedbackChoice, wrong: FeedbackChoice): Block {
  const choice = ({ text, value, hint }: FeedbackChoice) => ({
    text: { type: 'plain_text' as const, text },
    value,
    accessibility_label: hint,
  });
  return {
    type: 'context_actions',
    elements: [
      {
        type: 'feedback_buttons',
        action_id: actionId,
        positive_button: choice(right),
        negative_button: choice(wrong),
      },
    ],
  };
}

export interface FeedbackChoice {
  readonly text: string;
  readonly value: string;
  readonly hint: string;
}

/** For context lines: a moment in the reader's own time zone. */
export function mrkdwnMoment(at: Date, format = '{time}'): string {
  return `<!date^${toUnix(at)}^${format}|${formatUtc(at)}>`;
}

/** For context lines: a mention of a Slack user id we know; anything else is shown as text. */
export function mrkdwnMention(slackUserId: string): string {
  return isSlackUserId(slackUserId) ? `<@${slackUserId}>` : escapeMrkdwn(slackUserId, 80);
}

/** For mrkdwn: a link to a channel whose id we know; anything else is shown as text. */
export function mrkdwnChannel(channel: string): string {
  return isChannelId(channel) ? `<#${channel}>` : escapeMrkdwn(channel, 80);
}

function isChannelId(text: string): boolean {
  return /^[CG][A-Z0-9]{2,30}$/.test(text);
}

export function isSlackUserId(text: string): boolean {
  return /^[UW][A-Z0-9]{2,30}$/.test(text);
}

const toUnix = (at: Date) => Math.floor(at.getTime() / 1000);
const formatUtc = (at: Date) => `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
