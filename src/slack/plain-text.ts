/** Slack's mrkdwn as people read it: names instead of codes, links with their addresses, characters instead of entities. */

/** Untrusted like its input; whoever shows it escapes it. */
export function toPlainText(mrkdwn: string): string {
  const named = mrkdwn.replace(/<([^<>]*)>/g, (_, inside: string) => {
    const [code = '', label = ''] = inside.split('|');
    if (/^[#@]/.test(code)) return label === '' ? code : `${code.charAt(0)}${label}`;
    if (code.startsWith('!')) return label === '' ? `@${code.slice(1).split('^')[0] ?? ''}` : label;
    return label === '' ? code : withAddress(label, code);
  });
  return unescapeSlack(named);
}

/** A link is shown dead, so its address has to be legible; a label that is the address says it already. */
function withAddress(label: string, address: string): string {
  const essence = (text: string) => text.replace(/^(?:https?:\/\/|mailto:|tel:)/i, '').replace(/\/$/, '');
  return essence(label) === essence(address) ? label : `${label} (${address})`;
}

/** Slack sends `& < >` as entities. */
export function unescapeSlack(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
