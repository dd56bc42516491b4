/** Something people or machines changed on purpose: the most common cause of incidents. */
export const CHANGE_KINDS = ['deploy', 'config', 'flag', 'scale', 'other'] as const;
type ChangeKind = (typeof CHANGE_KINDS)[number];

export interface Change {
  /** The sender's own id; (source, id) identifies the change. */
  readonly id: string;
  readonly source: string;
  readonly kind: ChangeKind;
  readonly service: string | null;
  readonly summary: string;
  readonly version: string | null;
  readonly author: string | null;
  readonly at: Date;
}
