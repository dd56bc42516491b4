/** A command of the app, as registered in its manifest. */
export interface SlashCommand {
  /** With the slash. */
  readonly command: string;
  readonly description: string;
  readonly usageHint: string;
  /** Whether people, channels and addresses arrive as `<@U…|name>` and the like; they do not unless told. */
  readonly shouldEscape?: boolean;
}
