/** A command of the app, as registered in its manifest. */
export interface SlashCommand {
  /** With the slash. */
  readonly command: string;
  readonly description: string;
  readonly usageHint: string;
}
