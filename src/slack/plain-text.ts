/** Slack's mrkdwn as people read it: names instead of codes, labels instead of addresses, characters instead of entities. */

/** Untrusted like its input; whoever shows it escapes it. */
export function toPlainText(mrkdwn: string): string {
  const named = mrkdwn.replace(/<([^<>]*)>/g, (_, inside: string) => {
    const [code = '', label] = inside.split('|');
    if (label !== undefined && label !== '') return /^[#@]/.test(code) ? `${code.charAt(0)}${label}` : label;
    if (code.startsWith('!')) return `@${code.slice(1).split('^')[0] ?? ''}`;
    return code;
  });
  return unescapeSlack(named);
}

/** Slack sends `& < >` as entities. */
export function unescapeSlack(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
