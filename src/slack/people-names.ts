/** What people are called, for texts that leave Slack: there a mention would be an id. */
import type { Logger } from '../observability/logger.js';
import { errorMessage } from '../shared/errors.js';
import { cleanText } from './blocks/kit/escape.js';
import type { SlackClient } from './web-client.js';

/** Markdown with `@U012AB3CD` for people → with their names. Who cannot be named keeps the id. Never rejects. */
export type NamePeople = (markdown: string) => Promise<string>;

const MENTION = /@([UW][A-Z0-9]{5,30})(?![A-Za-z0-9])/g;
/** Names are asked for one by one; a postmortem has a handful of people. */
const MAX_PEOPLE = 50;
const MAX_NAME = 80;

export function createNamePeople(deps: { client: SlackClient; log: Logger }): NamePeople {
  const { client, log } = deps;
  const known = new Map<string, string>();

  async function learn(id: string): Promise<void> {
    try {
      const { user } = await client.users.info({ user: id });
      const name = user?.real_name || user?.profile?.display_name || user?.name;
      if (name) known.set(id, inMarkdown(name));
    } catch (error) {
      log.info({ detail: errorMessage(error) }, 'a person could not be named; the id stands instead');
    }
  }

  return async (markdown) => {
    const ids = new Set([...markdown.matchAll(MENTION)].map(([, id = '']) => id));
    for (const id of [...ids].filter((one) => !known.has(one)).slice(0, MAX_PEOPLE)) await learn(id);
    return markdown.replace(MENTION, (mention, id: string) => known.get(id) ?? mention);
  };
}

/** People choose their names: nothing in one is Markdown. */
function inMarkdown(name: string): string {
  return cleanText(name, { max: MAX_NAME }).replace(/[\\`*_[\]<>|#]/g, '\\$&');
}
