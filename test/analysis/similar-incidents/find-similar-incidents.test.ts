import { describe, expect, test } from '@jest/globals';
import {
  findSimilarIncidents,
  type IncidentTraits,
  type PastIncident,
} from '../../../src/analysis/similar-incidents/find-similar-incidents.js';

const DAY = 86_400;

function traits(partial: Partial<IncidentTraits>): IncidentTraits {
  return { services: [], alerts: [], templates: [], causes: [], ...partial };
}

function past(id: string, partial: Partial<PastIncident>): PastIncident {
  return { id, at: 0, fix: null, ...traits({}), ...partial };
}

const PRESENT = traits({
  services: ['checkout', 'payment'],
  alerts: ['CheckoutErrors', 'TargetDown'],
  templates: ['charge of order <num> failed: connection refused'],
});

describe('finding similar incidents', () => {
  test('says which, why, and what fixed them', () => {
    const history = [
      past('A', {
        services: ['checkout', 'payment'],
        alerts: ['CheckoutErrors', 'TargetDown'],
        templates: ['charge of order <num> for <*> failed: connection refused'],
        fix: 'rolled payment back',
        at: 5 * DAY,
      }),
      past('B', { services: ['search'], alerts: ['SearchSlow'], fix: 'restarted search' }),
      past('C', { services: ['checkout'], alerts: ['TargetDown'], at: 2 * DAY }),
    ];

    const { incidents, fixes } = findSimilarIncidents(PRESENT, history, { limit: 5 });

    expect(incidents.map(({ incident }) => incident.id)).toEqual(['A', 'C']);
    expect(incidents[0]?.score).toBeCloseTo(1);
    expect(incidents[0]?.reasons).toEqual([
      'same alerts CheckoutErrors and TargetDown',
      'same log line “charge of order <num> failed: connection refused”, seen in 1 of 3 past incidents',
      'same services payment and checkout',
    ]);
    expect(incidents[1]?.reasons).toEqual([
      'same alert TargetDown, seen in 2 of 3 past incidents',
      'same service checkout, seen in 2 of 3 past incidents',
    ]);
    expect(fixes).toEqual([{ fix: 'rolled payment back', incidents: [history[0]] }]);
  });

  test('a rare alert in common counts more than a common one', () => {
    const noise = Array.from({ length: 30 }, (_, index) =>
      past(`N${index}`, { alerts: ['TargetDown', `Other${index}`] }),
    );
    const history = [
      ...noise,
      past('rare', { alerts: ['CheckoutErrors', 'SomethingElse'] }),
      past('common', { alerts: ['TargetDown', 'SomethingElse'] }),
    ];

    const { incidents } = findSimilarIncidents(
      traits({ alerts: ['CheckoutErrors', 'TargetDown'] }),
      history,
      { limit: 3 },
    );

    expect(incidents.map(({ incident }) => incident.id)).toEqual(['rare']);
  });

  test('what an old record does not hold is not held against it', () => {
    const history = [
      past('without logs', { alerts: PRESENT.alerts, services: PRESENT.services }),
      past('other logs', { alerts: PRESENT.alerts, services: PRESENT.services, templates: ['disk is full'] }),
    ];

    const { incidents } = findSimilarIncidents(PRESENT, history, { limit: 3 });

    expect(incidents.map(({ incident }) => incident.id)).toEqual(['without logs', 'other logs']);
    expect(incidents[0]?.score).toBeGreaterThan((incidents[1]?.score ?? 1) + 0.05);
  });

  test('the fix that helped most of them comes first', () => {
    const same = { alerts: PRESENT.alerts, services: PRESENT.services };
    const history = [
      past('1', { ...same, fix: 'scaled up', at: 3 }),
      past('2', { ...same, fix: 'rolled back', at: 2 }),
      past('3', { ...same, fix: 'rolled back', at: 1 }),
    ];

    const { incidents, fixes } = findSimilarIncidents(PRESENT, history, { limit: 5 });

    expect(incidents.map(({ incident }) => incident.id)).toEqual(['1', '2', '3']);
    expect(fixes.map(({ fix, incidents: fixed }) => [fix, fixed.length])).toEqual([
      ['rolled back', 2],
      ['scaled up', 1],
    ]);
  });

  test.each([
    ['no history', PRESENT, []],
    ['nothing known of the present', traits({}), [past('A', PRESENT)]],
    ['nothing in common', traits({ services: ['mail'] }), [past('A', PRESENT)]],
  ])('finds nothing with %s', (_, present, history) => {
    expect(findSimilarIncidents(present, history, { limit: 5 })).toEqual({ incidents: [], fixes: [] });
  });

  test('a long history takes no time that anybody notices', () => {
    const history = Array.from({ length: 2000 }, (_, index) =>
      past(`${index}`, {
        services: [`s${index % 50}`],
        alerts: [`a${index % 80}`, 'TargetDown'],
        templates: Array.from(
          { length: 10 },
          (__, line) => `step ${line % 7} of job${index} ended with w${(index * line) % 900}`,
        ),
      }),
    );
    const present = traits({ ...history[77], templates: history[77]?.templates ?? [] });
    const started = performance.now();

    const { incidents } = findSimilarIncidents(present, history, { limit: 3 });

    expect(incidents[0]?.incident.id).toBe('77');
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
