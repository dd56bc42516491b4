/** What the executor can be made to start or to connect to by what stands in arguments, answers and addresses. */
import { setTimeout as pause } from 'node:timers/promises';
import { ConfigError } from '../../src/shared/errors.js';
import { startToolbox } from '../../test/helpers/mcp/http-server.js';
import { actions } from '../../tools/actions/index.js';
import { startHostileCluster } from '../executor-injection/cluster.js';
import { attack, type Attempt } from '../executor-injection/attack.js';
import { harmlessArguments, placesOf } from '../executor-injection/hostile-arguments.js';
import { readPayloads } from '../executor-injection/payloads.js';
import { startTargets, type Mood } from '../executor-injection/targets.js';
import { checkTheWatch } from '../executor-injection/unsafe-action.js';
import { startWatch } from '../executor-injection/watch.js';
import { openWorld, type Addresses, type OpenActions } from '../executor-injection/world.js';
import { path, readFlags, whole } from '../flags.js';
import { startLocalServer } from '../local-server.js';
import type { Suite } from '../suite.js';

const MAX_EXAMPLES = 10;
/** For what was started in the background. */
const LATE_MS = 1_000;

export const executorInjection: Suite = {
  run: async ({ flags, say }) => {
    const { corpus, texts: wanted } = readFlags(flags, { corpus: path, texts: whole(Infinity) });
    const world = await openWorld();
    const targets = await startTargets();
    const cluster = await startHostileCluster();
    const toolbox = await startToolbox();
    let hits = 0;
    const trap = await startLocalServer((_request, response) => {
      hits += 1;
      response.end();
    });
    const bait = { program: world.bait, url: trap.url };
    const watch = startWatch(world.mark, () => hits);
    for (const { url } of [targets, cluster, toolbox]) watch.allow(Number(new URL(url).port));
    const addresses: Addresses = {
      endpoint: `${targets.url}/restart`,
      preview: `${targets.url}/preview`,
      alertmanager: `${targets.url}/alertmanager`,
      flag: `${targets.url}/flag`,
      github: `${targets.url}/github`,
      mcp: toolbox.url,
      pagerDuty: `${targets.url}/pagerduty`,
      cluster: cluster.url,
    };
    const setMood = (mood: Mood) => {
      for (const each of [targets, cluster]) each.setMood(mood);
    };
    const executed: string[] = [];
    const sockets: string[] = [];
    const mistakes = new Set<string>();
    const tries = { arguments: 0, answers: 0, addresses: 0 };

    function judge(place: string): void {
      const found = watch.look();
      // One payload that achieves several things is one that got through.
      if (found.executed.length > 0) executed.push(`${place}: ${found.executed.join(', ')}`);
      sockets.push(...found.sockets.map((target) => `${place}: ${target}`));
    }

    async function tryOut({ actions: catalogue }: OpenActions, attempt: Attempt, place: string) {
      const ended = await attack(catalogue, attempt);
      for (const mistake of ended.mistakes) mistakes.add(mistake);
      judge(place);
      return ended.ran;
    }

    const { program, elements } = world;
    const isHarmless = (value: string) => watch.expect({ program, elements: known, value });
    const known = new Set([...elements, 'hello', 'v1.2.3']);
    const opened: OpenActions[] = [];
    try {
      await checkTheWatch(watch, world, bait);
      const texts = (await readPayloads(corpus, bait)).slice(0, wanted);
      const open = await world.open(addresses);
      opened.push(open);

      const runnable = new Set<string>();
      isHarmless('');
      for (const action of actions) {
        for (const args of harmlessArguments(action))
          if (await tryOut(open, { action: action.name, arguments: args }, `harmless ${action.name}`))
            runnable.add(action.name);
      }

      say(`${texts.length} texts in the arguments of ${actions.length} actions`);
      for (const place of actions.flatMap(placesOf)) {
        for (const text of texts) {
          tries.arguments += 1;
          watch.expect({ program, elements: new Set([...known].filter((one) => one !== text)), value: text });
          const action = place.name.split(' ')[0] ?? '';
          await tryOut(open, { action, arguments: place.fill(text) }, `${place.name} = ${text}`);
        }
      }

      say('the same in the answers of their targets, and as the name of who approved');
      isHarmless('');
      for (const action of actions.filter(({ name }) => name !== 'run_command')) {
        const [args] = harmlessArguments(action);
        for (const text of texts) {
          for (const kind of ['redirect', 'text'] as const) {
            tries.answers += 1;
            setMood({ kind, text });
            const attempt = { action: action.name, arguments: args, approvedBy: text };
            await tryOut(open, attempt, `${kind} to ${action.name}: ${text}`);
          }
        }
      }
      setMood({ kind: 'honest' });

      say('the same in the addresses and command lines of the configuration');
      for (const text of texts) {
        for (const key of Object.keys(USERS) as (keyof typeof USERS)[]) {
          tries.addresses += 1;
          watch.expect({ program, elements: new Set([...known, text]), value: '', host: hostOf(text) });
          const other = await openOr(() =>
            key === 'word' ? world.open(addresses, text) : world.open({ ...addresses, [key]: text }),
          );
          if (other === null) continue;
          for (const action of actions.filter(({ name }) => USERS[key].includes(name))) {
            const [args] = harmlessArguments(action);
            await tryOut(other, { action: action.name, arguments: args }, `${key} ${text}`);
          }
          await other.close();
          judge(`${key} ${text}`);
        }
      }
      await pause(LATE_MS);
      judge('afterwards');

      const payloads = tries.arguments + tries.answers + tries.addresses;
      return {
        table: {
          columns: ['where the texts stood', 'tries'],
          rows: [
            ['arguments of actions', tries.arguments],
            ['answers of targets, names of approvers', tries.answers],
            ['addresses and command lines of the configuration', tries.addresses],
          ],
          notes: [
            `${runnable.size} of ${actions.length} actions ran to their end with harmless arguments: ${[...runnable].join(', ')}.`,
            'An unsafe action was tried first: a process, a mark, an option and two connections were seen.',
            corpus === null
              ? 'Without --corpus: a small set of texts of its own.'
              : `${texts.length} texts, from the files of the corpus and of its own.`,
            ...[...mistakes].slice(0, MAX_EXAMPLES).map((each) => `no refusal but a mistake: ${each}`),
            ...[...executed, ...sockets]
              .slice(0, MAX_EXAMPLES)
              .map((each) => `got through: ${JSON.stringify(each.slice(0, 200))}`),
          ],
        },
        result: { payloads, executed: executed.length, blockedSockets: sockets.length },
      };
    } finally {
      for (const each of opened) await each.close();
      watch.stop();
      await trap.close();
      await toolbox.close();
      await cluster.close();
      await targets.close();
      await world.close();
    }
  },
};

/** Who uses what the configuration says there. */
const USERS: Readonly<Record<keyof Addresses | 'word', readonly string[]>> = {
  endpoint: ['call_http_endpoint'],
  preview: ['call_http_endpoint'],
  alertmanager: ['create_silence', 'expire_silence'],
  flag: ['set_feature_flag'],
  mcp: ['call_mcp_tool'],
  github: ['dispatch_workflow', 'revert_deployment'],
  pagerDuty: ['page_on_call', 'request_responders'],
  cluster: ['restart_workload'],
  word: ['run_command'],
};

/** Null when the bot would not start with it. */
async function openOr(open: () => Promise<OpenActions>): Promise<OpenActions | null> {
  try {
    return await open();
  } catch (error) {
    if (error instanceof ConfigError) return null;
    throw error;
  }
}

/** The host that an address names, as a client of it would see it; some take `//host` for https. Empty for what names none. */
function hostOf(text: string): string {
  const address = text.startsWith('//') ? `https:${text}` : text;
  return URL.canParse(address) ? new URL(address).hostname.replace(/^\[(.*)\]$/, '$1') : '';
}
