/** Files that Slack has, by our own names for their content. */
export interface SlackFiles {
  find(key: string): Promise<string | undefined>;
  remember(key: string, fileId: string): Promise<void>;
  forget(key: string): Promise<void>;
}
