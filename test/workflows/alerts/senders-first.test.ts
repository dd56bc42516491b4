import { expect, test } from '@jest/globals';
import { processAlerts } from '../../../src/workflows/alerts/process-alerts.js';
import { recordAlerts } from '../../../src/workflows/alerts/record-alerts.js';
import { describeOnOneDatabase } from '../../helpers/every-database.js';
import { buildAlert, createWorkflowDeps, incidentsOf } from '../../helpers/workflow-deps.js';

describeOnOneDatabase('while senders wait for their alerts to be stored', (open) => {
  test('nothing is made of alerts yet', async () => {
    const deps = createWorkflowDeps((await open()).store);
    await recordAlerts(deps, [buildAlert()]);
    let isRushed = true;

    const processed = processAlerts({ ...deps, isRushed: () => isRushed });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await incidentsOf(deps)).toEqual([]);
    isRushed = false;
    await processed;

    expect(await incidentsOf(deps)).toHaveLength(1);
  });

  test('an incident is opened all the same after a second, however many come', async () => {
    const deps = createWorkflowDeps((await open()).store);
    await recordAlerts(deps, [buildAlert()]);

    await processAlerts({ ...deps, isRushed: () => true });

    expect(await incidentsOf(deps)).toHaveLength(1);
  });
});
