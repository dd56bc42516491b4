import { describe, expect, test } from '@jest/globals';
import { createLot } from '../../../bench/evals/scene/lot.js';
import { scenarios } from '../../../bench/evals/scenarios/index.js';
import { callersFirst } from '../../../bench/evals/simulate/order.js';
import { ENDPOINTS } from '../../../bench/evals/world/write-config.js';

const SEEDS = [1, 2, 3, 4, 5];

describe('the scenarios', () => {
  test('are many, of every family, and named once', () => {
    expect(scenarios.length).toBeGreaterThanOrEqual(24);
    expect(new Set(scenarios.map(({ name }) => name)).size).toBe(scenarios.length);
    expect(new Set(scenarios.map(({ family }) => family)).size).toBe(8);
  });

  test.each(scenarios.map((scenario) => [scenario.name, scenario] as const))(
    '%s: what it takes for true can be said and done in its scene',
    (_name, scenario) => {
      for (const seed of SEEDS) {
        const { services, truth, effects, entry } = scenario.draw(createLot(seed));
        const names = services.map(({ name }) => name);
        const endpoints = new Set(names.flatMap((name) => ENDPOINTS.map((what) => `${what}-${name}`)));
        expect(() => callersFirst(services)).not.toThrow();
        expect(new Set(names).size).toBe(names.length);
        expect(names).toContain(entry);
        for (const name of [...truth.causes, ...effects.map(({ service }) => service)])
          expect(names).toContain(name);
        const proposals = [...truth.proposals, ...(truth.harmful ?? [])].filter((one) => one !== null);
        for (const endpoint of proposals) expect(endpoints).toContain(endpoint);
        // What is right cannot be harmful.
        for (const endpoint of truth.harmful ?? []) expect(truth.proposals).not.toContain(endpoint);
        expect(truth.runbooks.length).toBeGreaterThan(0);
      }
    },
  );

  test('say the same for the same seed, with other names and numbers for another', () => {
    for (const scenario of scenarios) {
      const draw = (seed: number) => JSON.stringify(scenario.draw(createLot(seed)));
      expect(draw(7)).toBe(draw(7));
      expect(draw(8)).not.toBe(draw(7));
    }
  });
});
