/** Two bots that are real processes on one PostgreSQL, and what can be changed under them. */
import type pg from 'pg';
import type { LocalSlack, Message } from '../../demo/slack/local-slack.js';
import type { BotProcess } from '../../test/helpers/bot-process.js';
import type { Fleet } from '../real-bots/fleet.js';
import type { Pager } from './people.js';

/** One of the two processes. */
export type ProcessIndex = 0 | 1;

export interface Stage {
  readonly fleet: Fleet;
  readonly control: LocalSlack['control'];
  readonly pager: Pager;
  /** The bots of the moment, both running. */
  bots(): readonly [BotProcess, BotProcess];
  sql<R extends pg.QueryResultRow>(text: string, values?: readonly unknown[]): Promise<readonly R[]>;
  /** Does something in Slack that goes to this process, and gives its trigger id. */
  over(process: ProcessIndex, act: () => Promise<unknown>): string;
  /** One form after the other: a person has one before them, and two cases of one person may be under way at once. */
  atForm<T>(work: () => Promise<T>): Promise<T>;
  /** Nobody runs these, whatever is approved, until they are released. */
  hold(proposal: string): Promise<void>;
  release(proposal: string): Promise<void>;
  /** Waits until both bots go by it. */
  setPolicy(policy: object): Promise<void>;
  /** Stops both bots in good order and starts them again with what the change makes of the two files. */
  redeploy(change: Redeployment): Promise<void>;
  /** A fix of the service, once its card is posted. */
  findFix(service: string, otherThan?: string): Promise<{ card: Message; proposal: string }>;
  /** Waits until the query finds something. */
  awaitRow(what: string, text: string, values: readonly unknown[]): Promise<void>;
  /** Slack hands over once more what came with this trigger id, as the same envelope. */
  sendAgain(trigger: string): Promise<void>;
  close(): Promise<void>;
}

export interface Redeployment {
  readonly env?: Readonly<Record<string, string>>;
  /** The `httpEndpoints` of firewatch.yaml. */
  endpoints?(endpoints: readonly { readonly name: string; readonly service: string }[]): readonly object[];
  /** The catalogue's text. */
  catalog?(text: string): string;
}
