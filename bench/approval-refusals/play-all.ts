/** All cases: everything fails at once, what has to be approved first is, and then each moment has its plays. */
import { errorMessage } from '../../src/shared/errors.js';
import { channelOf, sendAlert } from '../real-bots/fleet.js';
import { findShared, judgePlay, type Seen, type Verdict } from './judge-play.js';
import { approve, playClick, playRun, readCard, type Observed } from './play.js';
import { policyAfter, type Placed } from './policy-of-cases.js';
import { MOMENTS, type Moment, type RefusalCase } from './refusal-case.js';
import { openStage } from './open-stage.js';
import { command, type Scene } from './scene.js';
import type { ProcessIndex, Stage } from './stage.js';

const ONE_CALL = [{ isIdempotent: false }];
/** Cases under way at the same time; more would only wait longer. */
const AT_ONCE = 12;

export interface Played extends Verdict {
  readonly one: RefusalCase;
  readonly process: ProcessIndex;
  readonly seen: Seen;
}

interface Begun {
  readonly one: RefusalCase;
  readonly scene: Scene;
  readonly observed: Observed;
  readonly texts: Promise<readonly string[]>;
}

const NOTHING: Seen = {
  handledBy: undefined,
  statusBefore: undefined,
  statusAfter: undefined,
  newApprovals: 0,
  calls: 0,
  audited: [],
  texts: [],
};

interface Slot extends Placed {
  /** Those that play it, one after the other. */
  readonly processes: readonly ProcessIndex[];
}

export async function playAll(
  server: string,
  cases: readonly RefusalCase[],
  say: (line: string) => void,
): Promise<{ played: readonly Played[]; shared: readonly string[] }> {
  const slots = placeCases(cases);
  const stage = await openStage(server, slots);
  try {
    say(`${slots.length} services fail …`);
    const scenes = await prepareAll(stage, slots, say);
    const begun: Begun[] = [];
    for (const moment of MOMENTS) {
      const due = slots.filter(({ one }) => (one.moment ?? 'usual') === moment);
      if (due.length === 0) continue;
      say(`${moment}: ${due.length} …`);
      const end = await enter(stage, moment, slots);
      await eachOf(due, AT_ONCE, async (slot) => {
        const scene = scenes.get(slot);
        if (!scene) return;
        try {
          await slot.one.change?.(scene);
          for (const process of slot.processes) begun.push(await play({ ...scene, process }, slot.one));
        } catch (error) {
          say(`${slot.one.name} (${slot.one.at}): ${errorMessage(error)}`);
        }
      });
      await end();
    }
    say('the last cards …');
    const played: Played[] = [];
    const missing = slots.flatMap((slot) =>
      slot.processes
        .filter((process) => !begun.some(({ one, scene }) => one === slot.one && scene.process === process))
        .map((process) => ({ one: slot.one, process })),
    );
    // What could not be played was not refused either.
    for (const { one, process } of missing)
      played.push({ one, process, seen: NOTHING, ...judgePlay(one, process, NOTHING) });
    for (const { one, scene, observed, texts } of begun) {
      const { process, service } = scene;
      const seen = { ...observed, texts: await texts, calls: 0 };
      seen.calls = stage.fleet.calls.filter((call) => call.service === service).length;
      played.push({ one, process, seen, ...judgePlay(one, process, seen) });
    }
    return { played, shared: findShared(played.flatMap(({ seen }) => seen.audited.slice(-1))) };
  } finally {
    await stage.close();
  }
}

/** A service for each case, and where the first process uses the fix up or two runs are wanted, two. */
export function placeCases(cases: readonly RefusalCase[]): readonly Slot[] {
  return cases.flatMap((one, index): Slot[] => {
    const other = (index % 2) as ProcessIndex;
    const order = [other, (1 - other) as ProcessIndex] as const;
    return one.at === 'run' || one.isOnce
      ? order.map((process) => ({ one, service: `c${index}p${process}`, processes: [process] }))
      : [{ one, service: `c${index}`, processes: order }];
  });
}

/** Each with a fix that stands in Slack, as its case wants it; what is to run has been approved and is held. */
async function prepareAll(
  stage: Stage,
  slots: readonly Slot[],
  say: (line: string) => void,
): Promise<ReadonlyMap<Slot, Scene>> {
  const scenes = new Map<Slot, Scene>();
  const early = slots.filter(({ one }) => one.early);
  const others = slots.filter(({ one }) => !one.early);
  const find = async ({ service, processes: [process = 0] }: Slot): Promise<Scene> => {
    await sendAlert(stage.bots()[process], { name: service, steps: ONE_CALL });
    const fix = await stage.findFix(service);
    return { stage, service, channel: channelOf(service), process, ...fix };
  };
  const found = new Map<Slot, Scene>();
  for (const slot of early) {
    const scene = await find(slot);
    slot.one.early?.(scene);
    found.set(slot, scene);
  }
  await eachOf([...early, ...others], AT_ONCE, async (slot) => {
    try {
      const ready = found.get(slot) ?? (await find(slot));
      const scene = { ...ready, ...(await slot.one.prepare?.(ready)) };
      if (slot.one.at === 'run') await approve(scene, slot.one);
      scenes.set(slot, scene);
    } catch (error) {
      say(`${slot.one.name} (${slot.one.at}) could not be prepared: ${errorMessage(error)}`);
    }
  });
  return scenes;
}

/** The card of a run may be long in coming; nothing else waits for it. */
async function play(scene: Scene, one: RefusalCase): Promise<Begun> {
  if (one.at === 'click') {
    const observed = await playClick(scene, one);
    return { one, scene, observed, texts: Promise.resolve(observed.texts) };
  }
  const observed = await playRun(scene);
  const [last] = observed.audited.slice(-1);
  return { one, scene, observed, texts: last ? readCard(scene, last.sentence) : Promise.resolve([]) };
}

/** Gives what ends it. */
async function enter(stage: Stage, moment: Moment, slots: readonly Slot[]): Promise<() => Promise<void>> {
  const nothing = () => Promise.resolve();
  switch (moment) {
    case 'usual':
      return nothing;
    case 'slack-silent':
      stage.control.faults.add({
        kind: 'api_error',
        error: 'fatal_error',
        method: 'users.info',
        forMs: 600_000,
      });
      return () => Promise.resolve(stage.control.faults.clear());
    case 'stopped':
      await stopActions(stage, true);
      return () => stopActions(stage, false);
    case 'new-policy':
      await stage.setPolicy(policyAfter(slots));
      return nothing;
    case 'redeployed':
      await stage.redeploy(redeploymentOf(slots));
      return nothing;
    case 'switched-off':
      await stage.redeploy({ env: { FIREWATCH_ACTIONS: 'off' } });
      return nothing;
  }
}

async function stopActions(stage: Stage, isStopped: boolean): Promise<void> {
  const place = { stage, channel: 'C0ELSEWHERE', process: 0 } as const;
  await command(place, 'U0BOB', `/incident actions ${isStopped ? 'stop' : 'resume'} wait`);
  await stage.awaitRow('the stop', 'SELECT 1 FROM firewatch.kill_switch WHERE is_on = $1', [isStopped]);
}

function redeploymentOf(slots: readonly Slot[]) {
  const changes = new Map(slots.map(({ one, service }) => [`restart-${service}`, { one, service }]));
  return {
    endpoints: (endpoints: readonly { readonly name: string }[]) =>
      endpoints.map((endpoint) => {
        const change = changes.get(endpoint.name);
        const text = JSON.stringify({ ...endpoint, ...change?.one.laterEndpoint });
        return JSON.parse(text.replaceAll('$service', change?.service ?? '')) as object;
      }),
    catalog: (text: string) =>
      slots.reduce((all, { one, service }) => {
        const channel = `    firewatch.dev/channel: ${channelOf(service)}\n`;
        const more = Object.entries(one.laterAnnotations ?? {}).map(
          ([key, value]) => `    ${key}: ${value}\n`,
        );
        return all.replace(channel, `${channel}${more.join('')}`);
      }, text),
  };
}

async function eachOf<T>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const waiting = [...items];
  const worker = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
