/** One way in which an action must not be run, and what has to be said about it. */
import type { RefusalCode } from '../../src/remediation/policy/refusal.js';
import type { FleetService } from '../real-bots/fleet.js';
import type { Click, Scene } from './scene.js';

/**
 * How it stands with the whole installation when somebody clicks, or when an approved fix gets its turn. One after the
 * other, because all services share them; what `new-policy` and `redeployed` bring stays.
 */
export const MOMENTS = [
  'usual',
  'slack-silent',
  'stopped',
  'new-policy',
  'redeployed',
  'switched-off',
] as const;
export type Moment = (typeof MOMENTS)[number];

export interface RefusalCase {
  readonly name: string;
  readonly code: RefusalCode;
  /** `run`: a click counts at the usual moment, and what is wrong comes before the run. */
  readonly at: 'click' | 'run';
  /** `usual` unless told. */
  readonly moment?: Moment;
  /** The click uses the proposal up, so that the other process needs one of its own. */
  readonly isOnce?: true;
  /** Of the rule for its service, over the one by which Alice and Bob may approve. */
  readonly rule?: object;
  /** Over that from the moment `new-policy` on; null: no rule speaks of the service any more. */
  readonly laterRule?: object | null;
  /** Nothing may be changed from the moment `new-policy` on. */
  readonly isFrozenLater?: true;
  /** Annotations may hold `$service`. */
  readonly service?: Pick<FleetService, 'annotations' | 'endpoints'>;
  /** Of its endpoint in firewatch.yaml from the moment `redeployed` on. */
  readonly laterEndpoint?: object;
  /** Annotations in the catalogue from that moment on. */
  readonly laterAnnotations?: Readonly<Record<string, string>>;
  /** Alice unless told; of a run, who clicked so that it counted. */
  readonly by?: string;
  /** Where the click is not an ordinary Approve. */
  readonly click?: Partial<Click>;
  /** Given in the emergency form, instead of a click on Approve. */
  readonly emergency?: string;
  /** Before anybody has clicked anywhere: Slack's answers about people are believed for half a minute. */
  early?(scene: Scene): void;
  /** When its fix can be approved. What it gives back is what the click is about from then on. */
  prepare?(scene: Scene): Promise<Partial<Pick<Scene, 'card' | 'proposal'>> | void>;
  /** Just before the click, or between the click that counted and the run. */
  change?(scene: Scene): unknown;
  /** Runs that were rightly made. */
  readonly runs?: number;
}

/** The same at the click and at the run. */
export const atBoth = (one: Omit<RefusalCase, 'at'>): readonly RefusalCase[] => [
  { ...one, at: 'click' },
  { ...one, at: 'run' },
];
export const atClick = (one: Omit<RefusalCase, 'at'>): RefusalCase => ({ ...one, at: 'click' });
export const atRun = (one: Omit<RefusalCase, 'at'>): RefusalCase => ({ ...one, at: 'run' });
