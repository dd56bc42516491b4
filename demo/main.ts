/** `npm run demo`: the whole product on embedded parts. `--headless` plays one incident and prints what happens. */
import { parseArgs } from 'node:util';
import { playAll, playOne } from './headless/headless.js';
import { FAULT_NAMES } from './shop/faults.js';
import { startDemoWorld } from './world.js';

const USAGE = `npm run demo -- [--headless] [--fault NAME] [--port N]

  --headless    play one incident from fault to verified fix, print each step, end
  --fault NAME  which fault to play: ${FAULT_NAMES.join(', ')};
                or all of them in turn, with a table of how soon who saw what
  --port N      port of the page (default 3000; with --headless any free one)
`;
const DEFAULT_PORT = 3000;
/** Every fault. */
const ALL = 'all';

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        headless: { type: 'boolean', default: false },
        fault: { type: 'string', default: 'bad-release' },
        port: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    });
    return values;
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${USAGE}`);
    process.exit(2);
  }
}

const values = readOptions();

async function main(): Promise<number> {
  const fault = FAULT_NAMES.find((name) => name === values.fault);
  const isKnown = fault !== undefined || values.fault === ALL;
  const port = Number(values.port ?? (values.headless ? 0 : DEFAULT_PORT));
  if (values.help || !isKnown || !Number.isInteger(port)) {
    const mistake = isKnown || values.help ? '' : `There is no fault named ${values.fault}.\n\n`;
    process.stderr.write(`${mistake}${USAGE}`);
    return values.help ? 0 : 2;
  }
  if (values.headless) return fault === undefined ? playAll() : playOne(fault);
  return serve(port);
}

async function serve(port: number): Promise<number> {
  process.stdout.write('Starting a shop, its monitoring, a local Slack, a local PagerDuty and Firewatch …\n');
  const world = await startDemoWorld({
    port,
    isPageWanted: true,
    onBotDeath: (line) => process.stdout.write(`  ${line}\n`),
  });
  process.stdout.write(`
  Open  ${world.slack.url}

  Press a button under “Break the shop” and watch #incidents: an alert fires, Firewatch opens a thread with
  evidence and a proposed fix. Open the thread, press Approve, and watch it resolve.
  Whoever is on call is paged at ${world.pagerDuty.url}; acknowledge there, and Slack knows who did.
  Who may approve what stands in ${world.policyFile}
  Change it and save, and it counts. docs/try-approvals.md shows what to try.
  Firewatch itself listens on ${world.botUrl} (/metrics, /readyz); its log is ${world.logFile}.
  Ctrl-C ends everything.
`);
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  await world.stop();
  return 0;
}

try {
  process.exit(await main());
} catch (error) {
  const isBusy = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
  process.stderr.write(
    isBusy
      ? 'That port is in use; choose another with --port N.\n'
      : `${(error as Error).stack ?? String(error)}\n`,
  );
  process.exit(1);
}
