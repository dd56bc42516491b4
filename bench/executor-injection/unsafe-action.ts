/** What must be seen: an action written as none of ours is. Without it, a zero would prove nothing. */
import { exec, spawn, type ChildProcess } from 'node:child_process';
import { request } from 'node:http';
import { z } from 'zod';
import { createActionCatalogue } from '../../src/remediation/action-catalogue.js';
import { defineAction, type ActionContext } from '../../tools/actions/action.js';
import { attack } from './attack.js';
import type { Bait } from './payloads.js';
import type { Watch } from './watch.js';

const unsafe = (program: string) =>
  defineAction({
    name: 'unsafe',
    description: 'Hands its argument to a shell, to a program and to a client.',
    input: z.strictObject({ shell: z.string(), option: z.string(), url: z.string() }),
    plan: () => Promise.reject(new Error('It has no plan.')),
    async execute({ shell, option, url }) {
      await ended(exec(`${program} ${shell}`));
      await ended(spawn(program, [option]));
      await new Promise<void>((resolve) => {
        const asked = request(url, (answer) => answer.resume().once('close', resolve));
        asked.once('error', () => resolve()).end();
      });
      return { output: '' };
    },
  });

/** @throws Error when one of its deeds was not seen. */
export async function checkTheWatch(watch: Watch, world: { program: string }, bait: Bait): Promise<void> {
  const none = {} as Omit<ActionContext, 'signal'>;
  const catalogue = createActionCatalogue([unsafe(world.program)], none);
  const run = async (args: { shell: string; option: string; url: string }) => {
    watch.expect({ program: world.program, elements: new Set(), value: args.option });
    await attack(catalogue, { action: 'unsafe', arguments: args });
    return watch.look();
  };
  const seen = await run({
    shell: `; ${bait.program}`,
    option: '--force',
    url: 'http://169.254.169.254/latest/meta-data/',
  });
  const local = await run({ shell: '', option: 'v1', url: `${bait.url}/hit` });
  const problems = [
    ...['the mark of the bait', 'a process: /bin/sh', 'an option: --force'].filter(
      (deed) => !seen.executed.includes(deed),
    ),
    ...['169.254.169.254:80'].filter((deed) => !seen.sockets.includes(deed)),
    ...(local.sockets.length === 1 ? [] : ['a connection to a server that nobody configured']),
  ];
  if (problems.length > 0) throw new Error(`The watch did not see ${problems.join(', ')}.`);
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => void child.once('close', () => resolve()).once('error', () => resolve()));
}
