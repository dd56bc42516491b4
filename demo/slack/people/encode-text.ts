/** What people type, as Slack stores it and sends it to apps. */
import type { Workspace } from '../workspace/workspace.js';

/** The three reserved characters, which Slack escapes everywhere. */
export function escapeReserved(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/**
 * Turns `@alice`, `@Alice Moreau`, `#checkout`, addresses and the reserved characters into what Slack stores; capitals do
 * not matter. `withNames`: a person's name stands beside the id, as in the commands of an app that wants them escaped.
 */
export function encodeText(workspace: Workspace, text: string, { withNames = false } = {}): string {
  const mentions = mentionsOf(workspace, withNames);
  return escapeReserved(text)
    .replace(
      mentions.pattern,
      (all, before: string, name: string) => `${before}${mentions.byName.get(name.toLowerCase()) ?? all}`,
    )
    .replace(/(^|[\s(])#([a-z0-9_-]+)/gi, (all, before: string, name: string) => {
      const channel = workspace.findChannel(name.toLowerCase());
      return channel === undefined ? all : `${before}<#${channel.id}|${channel.name}>`;
    })
    .replace(/(^|[\s(])(https?:\/\/[^\s<>]+)/g, '$1<$2>');
}

/** Everything that can stand after an `@`, in small letters, with what is stored in its place. */
function mentionsOf(workspace: Workspace, withNames: boolean) {
  const byName = new Map<string, string>();
  for (const { realName, name, id } of workspace.users.values()) {
    const stored = `<@${id}${withNames ? `|${name}` : ''}>`;
    byName.set(escapeReserved(realName).toLowerCase(), stored);
  }
  for (const { handle, id } of workspace.userGroups())
    byName.set(handle.toLowerCase(), `<!subteam^${id}${withNames ? `|@${handle}` : ''}>`);
  // Handles come after real names: whoever is called like somebody else's handle is not meant.
  for (const { name, id } of workspace.users.values())
    byName.set(name.toLowerCase(), `<@${id}${withNames ? `|${name}` : ''}>`);
  for (const name of ['here', 'channel', 'everyone']) byName.set(name, `<!${name}>`);
  // The longest first, so that a whole name wins over its beginning.
  const names = [...byName.keys()].sort((a, b) => b.length - a.length).map(escapePattern);
  // A full stop ends a sentence more often than it is part of a name; a letter after it says otherwise.
  const pattern = new RegExp(`(^|[\\s(])@(${names.join('|')})(?![\\p{L}\\p{N}_-]|\\.[\\p{L}\\p{N}])`, 'giu');
  return { byName, pattern };
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
