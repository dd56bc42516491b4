import { expect, test } from '@jest/globals';
import { pastIncident } from '../../helpers/past-incident.js';
import { alert, createMetrics, gather, NOW, type Fault } from './gather-evidence-fixtures.js';

/** The shop fails although nothing below it shows any trouble. */
const FAILING: Fault = { 'errors{service="checkout"}': 0.06 };

const suspectsOf = async (alerts: readonly (readonly [name: string, on: string])[], past = 0, again = '') =>
  (
    await gather(createMetrics(FAILING), {
      on: 'checkout',
      alerts: alerts.map(([name, on]) => alert(name, on)),
      past: Array.from({ length: past }, (_, index) => resolved(index, again)),
    })
  ).suspects;

const resolved = (index: number, name: string) =>
  pastIncident(index + 1, {
    startedAt: new Date(NOW.getTime() - (index + 1) * 3_600_000),
    services: ['web'],
    alerts: [{ name, service: 'db' }],
  });

test('an alert of a service whose signals are quiet speaks for it, because signals do not show everything', async () => {
  const suspects = await suspectsOf([
    ['HighErrorRate', 'checkout'],
    ['DiskFull', 'db'],
  ]);

  const found = suspects.find(({ service }) => service === 'db');
  expect(found?.reasons).toEqual(['its DiskFull alerts at 03:12:30 UTC']);
});

test('an alert of a service that shows its trouble says nothing new', async () => {
  const suspects = await suspectsOf([['HighErrorRate', 'checkout']]);

  expect(suspects).toHaveLength(1);
  expect(suspects[0]?.reasons.join()).not.toContain('alerts');
});

test('an alert that fires in every incident says less than one that never did', async () => {
  const alerts = [
    ['HighErrorRate', 'checkout'],
    ['DiskFull', 'db'],
  ] as const;
  const confidence = async (again: string) =>
    (await suspectsOf(alerts, 20, again)).find(({ service }) => service === 'db')?.confidence ?? 0;

  expect(await confidence('DiskFull')).toBeLessThan(await confidence('SearchDown'));
});
