/**
 * One queue per channel: what is claimed waits here for its turn, at the pace of its channel and workspace. Decisions go
 * first, then what nobody has seen yet, then edits of what people see already, each by priority.
 */
import { sleep, type Clock } from '../../shared/clock.js';
import type { ClaimedMessage } from '../../incidents/ports/message-queue.js';
import { createPace, type Pace, type PaceSettings } from './pace.js';
import { URGENT, type WorkspacePace } from './workspace-pace.js';

/** Above every priority. */
const EDITS_AFTER = 100;

export interface LaneSettings extends PaceSettings {
  /** When so many claimed posts wait for one channel, no more posts are claimed for it; likewise edits. */
  readonly maxWaiting: number;
}

export interface Waiting {
  readonly message: ClaimedMessage;
  /** What has not begun by then, in milliseconds of the clock, may not end within its lease. */
  readonly beginBy: number;
}

interface Lane {
  /** Every name it was called by. */
  readonly channels: Set<string>;
  readonly pace: Pace;
  readonly waiting: Waiting[];
  running: Promise<void> | undefined;
  /** Ends its sleep. */
  alarm: AbortController;
}

export interface Lanes {
  add(item: Waiting): Promise<void>;
  /** Channels that take no more posts for now, because many wait or Slack asked for a pause. */
  full(): readonly string[];
  /** Channels that take no more edits for now. */
  fullOfEdits(): readonly string[];
  /** Channels that take not even decisions and answers, because as many of those wait. */
  closed(): readonly string[];
  /** Resolves when nothing is on the wire any more. */
  finished(): Promise<void>;
}

export function createLanes(deps: {
  clock: Clock;
  settings: LaneSettings;
  workspacePace: WorkspacePace;
  /** The name under which a channel's messages share a lane. */
  nameOf: (channel: string) => string;
  deliver: (item: Waiting, pace: Pace) => Promise<void>;
  /** To the database, untried. */
  giveBack: (message: ClaimedMessage, inMs: number, reason: string) => Promise<void>;
  /** True when nothing may leave, whatever the channel. */
  isHeld: () => boolean;
  /** A lane has room again. */
  onRoom: () => void;
  stopping: AbortSignal;
}): Lanes {
  const { clock, settings, workspacePace, nameOf, deliver, giveBack, isHeld, onRoom, stopping } = deps;
  const lanes = new Map<string, Lane>();

  function laneOf(channel: string): Lane {
    const name = nameOf(channel);
    const lane: Lane = lanes.get(name) ?? {
      channels: new Set([name]),
      pace: createPace(clock, settings),
      waiting: [],
      running: undefined,
      alarm: new AbortController(),
    };
    lanes.set(name, lane);
    lane.channels.add(channel);
    return lane;
  }

  function hasMany({ waiting }: Lane, isCounted: (message: ClaimedMessage) => boolean): boolean {
    return waiting.filter(({ message }) => isCounted(message)).length >= settings.maxWaiting;
  }
  const isClosed = (lane: Lane): boolean => hasMany(lane, isUrgent);
  const channelsOf = (isMeant: (lane: Lane) => boolean): readonly string[] =>
    [...lanes.values()].flatMap((lane) => (isMeant(lane) ? [...lane.channels] : []));

  stopping.addEventListener('abort', () => {
    for (const { alarm } of lanes.values()) alarm.abort();
  });

  function run(lane: Lane): void {
    lane.running ??= runLane(lane).finally(() => {
      lane.running = undefined;
      if (lane.waiting.length > 0) run(lane); // arrived while the loop was ending
    });
  }

  async function runLane(lane: Lane): Promise<void> {
    while (lane.waiting.length > 0) {
      const pausedForMs = lane.pace.pausedForMs();
      if (pausedForMs > 0 || stopping.aborted || isHeld()) {
        for (const { message } of lane.waiting.splice(0))
          await giveBack(message, pausedForMs, 'not its turn');
        return;
      }
      if (await giveBackLate(lane)) continue;
      const waits = lane.waiting.map(({ message }) =>
        Math.max(lane.pace.waitMs(isEdit(message)), workspacePace.waitMs(message)),
      );
      const waitMs = Math.min(...waits);
      if (waitMs > 0) {
        lane.alarm = new AbortController();
        await sleep(waitMs, lane.alarm.signal);
        continue;
      }
      // An edit that has to wait for other edits does not hold up a post, nor the other way round.
      const [item] = lane.waiting.splice(waits.indexOf(0), 1);
      if (!item) continue;
      lane.pace.take(isEdit(item.message));
      workspacePace.take(item.message);
      await deliver(item, lane.pace);
      if (!isClosed(lane)) onRoom();
    }
  }

  /**
   * Gives back what waited too long; says whether something did. It comes before the pace is counted, or messages that
   * cannot leave any more would use up the turns of those that can.
   */
  async function giveBackLate(lane: Lane): Promise<boolean> {
    const now = clock.now().getTime();
    const late = lane.waiting.filter(({ beginBy }) => beginBy < now);
    if (late.length === 0) return false;
    const kept = lane.waiting.filter((item) => !late.includes(item));
    lane.waiting.splice(0, lane.waiting.length, ...kept);
    for (const { message } of late) await giveBack(message, 0, 'waited too long for this channel');
    return true;
  }

  return {
    async add(item) {
      const lane = laneOf(item.message.channel);
      const pausedForMs = lane.pace.pausedForMs();
      if (pausedForMs > 0) return giveBack(item.message, pausedForMs, 'slack limits this channel');
      const index = lane.waiting.findIndex(({ message }) => inTurn(message, item.message) > 0);
      lane.waiting.splice(index === -1 ? lane.waiting.length : index, 0, item);
      lane.alarm.abort(); // what it sleeps for may not be what goes first now
      run(lane);
    },
    full: () => channelsOf((lane) => hasMany(lane, isPost) || lane.pace.pausedForMs() > 0),
    fullOfEdits: () => channelsOf((lane) => hasMany(lane, isEdit) || lane.pace.pausedForMs() > 0),
    closed: () => channelsOf(isClosed),
    async finished() {
      for (const { running } of lanes.values()) await running;
    },
  };
}

const isUrgent = ({ priority }: ClaimedMessage): boolean => priority <= URGENT;
const isEdit = ({ ts }: ClaimedMessage): boolean => ts !== null;
const isPost = (message: ClaimedMessage): boolean => !isEdit(message);

/** Compares by whose turn is first. */
export function inTurn(one: ClaimedMessage, other: ClaimedMessage): number {
  const rank = (message: ClaimedMessage) =>
    message.priority + (isEdit(message) && !isUrgent(message) ? EDITS_AFTER : 0);
  return rank(one) - rank(other);
}
