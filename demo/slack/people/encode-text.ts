/** What people type, as Slack stores it and sends it to apps. */
import type { Workspace } from '../workspace/workspace.js';

/** The three reserved characters, which Slack escapes everywhere. */
export function escapeReserved(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/**
 * Turns `@alice`, `#checkout`, addresses and the reserved characters into what Slack stores. `withNames`: a person's name
 * stands beside the id, as in the commands of an app that wants them escaped.
 */
export function encodeText(workspace: Workspace, text: string, { withNames = false } = {}): string {
  return escapeReserved(text)
    .replace(/(^|[\s(])@([a-z0-9._-]+)/g, (all, before: string, name: string) => {
      if (['here', 'channel', 'everyone'].includes(name)) return `${before}<!${name}>`;
      const user = [...workspace.users.values()].find((one) => one.name === name);
      const group = workspace.userGroups.find((one) => one.handle === name);
      if (user !== undefined) return `${before}<@${user.id}${withNames ? `|${user.name}` : ''}>`;
      return group === undefined ? all : `${before}<!subteam^${group.id}${withNames ? `|@${name}` : ''}>`;
    })
    .replace(/(^|[\s(])#([a-z0-9_-]+)/g, (all, before: string, name: string) => {
      const channel = workspace.findChannel(name);
      return channel === undefined ? all : `${before}<#${channel.id}|${channel.name}>`;
    })
    .replace(/(^|[\s(])(https?:\/\/[^\s<>]+)/g, '$1<$2>');
}
