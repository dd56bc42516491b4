/** How long the ranking of root causes takes, and how much memory, for a small and for a large system. */
import { median } from 'simple-statistics';
import { rankRootCauses } from '../../src/analysis/root-cause/rank-root-causes.js';
import type { RootCauseQuestion } from '../../src/analysis/root-cause/question.js';
import { generateSystem } from '../engine-speed/generate.js';
import { round3 } from '../evidence/scores.js';
import { UserInputError } from '../../src/shared/errors.js';
import type { Suite } from '../suite.js';

const HOURS = 6;
const STEP_SECONDS = 15;
const SMALL = 50;
const LARGE = 1000;
const RUNS = 5;
const MIB = 1024 * 1024;

export const engineSpeed: Suite = {
  async run({ flags, say }) {
    const large = readServices(flags);
    const rows: (string | number)[][] = [];
    const measured = [SMALL, large].map((services) => {
      say(`${services} services …`);
      const { question, culprit } = generateSystem({
        services,
        hours: HOURS,
        stepSeconds: STEP_SECONDS,
        seed: services,
      });
      const first = time(() => rankRootCauses(question));
      const repeated = Array.from({ length: RUNS }, () => time(() => rankRootCauses(question)).ms);
      const sorted = time(() => rankBySorting(question));
      const place = first.result.ranked.findIndex(({ component }) => component === culprit) + 1;
      const ms = median([first.ms, ...repeated]);
      rows.push(
        [services, 'ours', ms, Math.max(first.ms, ...repeated), place === 0 ? 'not named' : place],
        [services, 'robust z by sorting', sorted.ms, sorted.ms, sorted.result.indexOf(culprit) + 1],
      );
      return { ms, baselineMs: sorted.ms };
    });
    const rssMiB = Math.round(process.resourceUsage().maxRSS / 1024);
    const [small, big] = measured;
    return {
      table: {
        columns: ['services', 'method', 'median ms', 'slowest ms', 'place of the culprit'],
        rows: rows.map((row) =>
          row.map((cell) => (typeof cell === 'number' ? Math.round(cell * 10) / 10 : cell)),
        ),
        notes: [
          `Largest memory of the process, made-up data included: ${rssMiB} MiB; now ${Math.round(process.memoryUsage().rss / MIB)} MiB.`,
        ],
      },
      result: {
        services: [SMALL, large],
        ms50: round3(small?.ms ?? 0),
        s1000: round3((big?.ms ?? 0) / 1000),
        rssMiB,
        baselines: {
          robustZBySorting: {
            ms50: round3(small?.baselineMs ?? 0),
            s1000: round3((big?.baselineMs ?? 0) / 1000),
          },
        },
      },
    };
  },
};

function readServices(flags: readonly string[]): number {
  if (flags.length === 0) return LARGE;
  const services = Number(flags[1]);
  if (flags[0] !== '--services' || !Number.isInteger(services) || services < 2) {
    throw new UserInputError('engine-speed understands --services N only, N being a whole number from 2 on.');
  }
  return services;
}

function time<T>(run: () => T): { readonly ms: number; readonly result: T } {
  const started = performance.now();
  const result = run();
  return { ms: performance.now() - started, result };
}

/** The plain way: sort every series for its median and quartiles; the largest departure ranks its service. */
function rankBySorting({ metrics = [] }: RootCauseQuestion): readonly string[] {
  const scores = new Map<string, number>();
  for (const { component, usual, values } of metrics) {
    const sorted = Array.from(usual).sort((a, b) => a - b);
    const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
    const spread = Math.max((at(0.75) - at(0.25)) / 1.349, 0.05 * Math.abs(at(0.5)), 1e-9);
    let most = 0;
    for (let index = 0; index < values.length; index += 1) {
      most = Math.max(most, Math.abs((values[index] ?? 0) - at(0.5)) / spread);
    }
    scores.set(component, Math.max(scores.get(component) ?? 0, most));
  }
  return [...scores].sort(([, a], [, b]) => b - a).map(([component]) => component);
}
