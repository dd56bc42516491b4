/** Judges what was built as Slack would: what comes to life in it, what it hides, and whether Slack would take it at all. */
import { countText, findBlockProblems } from '../../demo/slack/block-kit/check-blocks.js';
import { checkView } from '../../demo/slack/block-kit/check-view.js';
import { findHidden, findLiveInMarkdown, findLiveInMrkdwn, findTorn } from './mrkdwn-rules.js';

/** What a builder made. */
export type Built =
  | { readonly kind: 'message'; readonly text: string; readonly blocks: readonly object[] }
  | { readonly kind: 'view'; readonly view: object }
  | { readonly kind: 'markdown'; readonly text: string };

export interface Findings {
  /** Mentions, links, dates and addresses that nobody of ours put there. */
  readonly live: readonly string[];
  /** Invisible, reordering or colouring characters, and half entities. */
  readonly hidden: readonly string[];
  /** Slack's own refusals. */
  readonly schema: readonly string[];
}

/** Entities that Firewatch itself writes: times in the reader's zone, people and places whose ids it knows. */
export interface Allowed {
  readonly ids: ReadonlySet<string>;
  readonly urls: ReadonlySet<string>;
}

/** Documented for `text`; Slack cuts beyond it. */
const MAX_TEXT = 4000;
const MAX_SUM = 13_200;
const OUR_DATE = /^<!date\^\d+\^[^^<>|]*\|[0-9 :UTC-]+>$/;

export function checkBuilt(built: Built, allowed: Allowed): Findings {
  // What is sent is JSON: absent fields are gone, and nothing else survives.
  const sent = JSON.parse(JSON.stringify(built)) as Built;
  const live: string[] = [];
  const hidden: string[] = [];
  const mrkdwn = (text: string) => {
    live.push(...findLiveInMrkdwn(text).filter((entity) => !isOurs(entity, allowed)));
    hidden.push(...findTorn(text));
  };
  if (sent.kind === 'markdown') live.push(...findLiveInMarkdown(sent.text));
  if (sent.kind === 'message') mrkdwn(sent.text);
  walk(sent, (object) => {
    if (object['type'] === 'mrkdwn') mrkdwn(String(object['text']));
    if (object['type'] === 'markdown') live.push(...findLiveInMarkdown(String(object['text'])));
    live.push(...liveElement(object, allowed));
  });
  walkStrings(sent, (text) => void hidden.push(...findHidden(text)));
  return { live, hidden, schema: schemaProblems(sent) };
}

function isOurs(entity: string, { ids }: Allowed): boolean {
  const id = /^<[@#]([A-Z0-9]+)>$/.exec(entity)?.[1];
  return OUR_DATE.test(entity) || (id !== undefined && ids.has(id));
}

type Json = Readonly<Record<string, unknown>>;

/** Elements of rich text and of buttons that do something by themselves. */
function liveElement(object: Json, { ids, urls }: Allowed): string[] {
  const told = (what: unknown) => [`${String(object['type'])} ${String(what)}`];
  switch (object['type']) {
    case 'user':
      return ids.has(String(object['user_id'])) ? [] : told(object['user_id']);
    case 'channel':
      return ids.has(String(object['channel_id'])) ? [] : told(object['channel_id']);
    case 'usergroup':
    case 'broadcast':
    case 'team':
      return told(object['range'] ?? object['usergroup_id']);
  }
  const url = object['url'] ?? object['image_url'];
  return typeof url === 'string' && !urls.has(url) ? told(url) : [];
}

function schemaProblems(built: Built): readonly string[] {
  if (built.kind === 'markdown') return built.text.length > 12_000 ? ['markdown too long'] : [];
  if (built.kind === 'view') {
    try {
      checkView({ ...built.view });
      return [];
    } catch (error) {
      return [error instanceof Error ? `${error.message} ${JSON.stringify(error)}` : String(error)];
    }
  }
  return [
    ...findBlockProblems(
      built.blocks.map((block) => ({ ...block })),
      'message',
    ),
    ...(countText(built.blocks) > MAX_SUM ? ['msg_blocks_too_long'] : []),
    ...(built.text.length > MAX_TEXT ? ['text too long'] : []),
    ...(built.text.trim() === '' ? ['text is empty'] : []),
  ];
}

function walk(value: unknown, visit: (object: Json) => void): void {
  if (Array.isArray(value)) for (const item of value) walk(item, visit);
  else if (typeof value === 'object' && value !== null) {
    visit(value as Json);
    for (const inside of Object.values(value)) walk(inside, visit);
  }
}

function walkStrings(value: unknown, visit: (text: string) => void): void {
  if (typeof value === 'string') visit(value);
  else if (typeof value === 'object' && value !== null) {
    for (const inside of Object.values(value)) walkStrings(inside, visit);
  }
}
