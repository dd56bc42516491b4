/** Parts of sentences, as rules and runbook authors write them, made whole. */
export const sentence = (text: string) => `${withoutStop(text)}.`;
export const withoutStop = (text: string) => text.trim().replace(/\.$/, '');
