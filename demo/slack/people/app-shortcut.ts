/** A shortcut of the app, as registered in its manifest. */
export interface AppShortcut {
  readonly callbackId: string;
  readonly name: string;
  /** Run from a message's menu, or from anywhere. */
  readonly kind: 'message' | 'global';
}
