/** How the bot's own connections are doing, in plain words. */
import type { ConnectionHealth, HomeView } from '../../workflows/home/home-view.js';
import { bold, bullets, glue, moment, plain, type Block, type Line } from '../blocks/kit/block-kit.js';

const PROBLEM = 200;

export function buildConnections({ connections }: HomeView): readonly Block[] {
  if (connections.length === 0) return [];
  return [bullets([bold('Firewatch itself')], connections.map(describe))];
}

function describe({ name, status, lastSuccessAt, lastFailureAt, problem }: ConnectionHealth): Line {
  switch (status) {
    case 'off':
      return [glue(`⚪ ${name}: not configured`)];
    case 'unused':
      return [glue(`⚪ ${name}: not needed yet`)];
    case 'ok':
      return [
        glue(`🟢 ${name}: works`),
        ...(lastFailureAt ? [glue(', last failed '), moment(lastFailureAt, '{ago}')] : []),
      ];
    case 'failing':
      return [
        glue(`🔴 ${name}: fails`),
        ...(lastFailureAt ? [glue(', last asked '), moment(lastFailureAt, '{ago}')] : []),
        ...(problem === null ? [] : [glue('. '), plain(problem, PROBLEM)]),
        ...(lastSuccessAt ? [glue(' · last worked '), moment(lastSuccessAt, '{ago}')] : []),
      ];
  }
}
