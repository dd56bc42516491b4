import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { rcaMultimodal } from '../../bench/suites/rca-multimodal.js';

const SERVICES = ['ts-shop', 'ts-store'];
const POD = (service: string) => `${service}-5f6585d649-fnmft`;
const DATE = '2030-01-02';
const at = (clock: string) => Date.parse(`${DATE}T${clock}Z`);
/** A fault of what the store does, then one of its processor. */
const FAULTS = [
  {
    inject_time: `${DATE} 10:30:10`,
    inject_timestamp: '0',
    inject_pod: POD('ts-store'),
    inject_type: 'return',
  },
  { inject_time: `${DATE} 11:00:10`, inject_timestamp: '0', inject_pod: POD('ts-shop'), inject_type: 'cpu' },
  { inject_time: `${DATE} 11:20:10`, inject_timestamp: '0', inject_pod: POD('ts-shop'), inject_type: 'cpu' },
];

function metrics(service: string): string {
  const rows = Array.from({ length: 100 }, (_, minute) => {
    const time = at('10:00:00') + minute * 60_000;
    const isBusy = service === 'ts-shop' && time >= at('11:00:10') && time < at('11:04:00');
    const clock = new Date(time).toISOString().replace('T', ' ').replace('Z', '123456 +0000 UTC m=+0.1');
    return [clock, '0', POD(service), isBusy ? 99 : 20 + (minute % 3), 5, 99].join(',');
  });
  return ['Time,TimeStamp,PodName,CpuUsageRate(%),PodWorkload(Ops),NodeCpuUsageRate(%)', ...rows].join('\n');
}

/** A minute of requests to the shop, each asking the store. */
function minute(clock: string, storeLine: string): { trace: string; log: string } {
  const start = at(clock);
  const trace = ['TraceID,SpanID,ParentID,PodName,OperationName,StartTimeUnixNano,EndTimeUnixNano,Duration'];
  const log = ['Timestamp,TimeUnixNano,Node,PodName,Container,TraceID,SpanID,Log'];
  for (let request = 0; request < 20; request += 1) {
    const ms = start + request * 2000;
    const id = `${clock}-${request}`;
    const nano = `${ms}000000`;
    trace.push(`${id},${id}-a,root,${POD('ts-shop')},buy,${nano},${nano},30000`);
    trace.push(`${id},${id}-b,${id}-a,${POD('ts-store')},find,${nano},${nano},20000`);
    const text = JSON.stringify({ log: `18:00:00.000 ${storeLine}\n`, stream: 'stdout' }).replaceAll(
      '"',
      '""',
    );
    // The unset clock of error lines.
    const clockOfLine = storeLine.startsWith('ERROR') ? '-6795364578871345152' : nano;
    log.push(
      `${new Date(ms).toISOString()},${clockOfLine},node,${POD('ts-store')},server,${id},${id}-b,"${text}"`,
    );
  }
  return { trace: trace.join('\n'), log: log.join('\n') };
}

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'firewatch-multimodal-'));
  const write = (path: string, content: string) => {
    const full = join(folder, 'nezha', DATE, path);
    mkdirSync(join(full, '..'), { recursive: true });
    writeFileSync(full, gzipSync(content));
  };
  for (const service of SERVICES) write(`metric/${POD(service)}_metric.csv.gz`, metrics(service));
  const fine = 'INFO s.Finder#20 found 7';
  const put = (name: string, place: string, { trace, log }: { trace: string; log: string }) => {
    write(`${place}trace/${name}_trace.csv.gz`, trace);
    write(`${place}log/${name}_log.csv.gz`, log);
  };
  put('10_05', 'construct/', minute('10:05:00', fine));
  put('10_30', '', minute('10:29:00', fine));
  put('10_31', '', minute('10:30:20', 'ERROR s.Finder#15 nothing found'));
  put('11_00', '', minute('11:00:20', fine));
  const day = join(folder, 'nezha', DATE);
  mkdirSync(join(day, 'trace'), { recursive: true });
  writeFileSync(join(day, 'trace', '11_20_trace.csv'), 'TraceID,SpanID\n1,2\n');
  writeFileSync(
    join(day, `${DATE}-fault_list.json`),
    JSON.stringify({ '10': FAULTS.slice(0, 1), '11': FAULTS.slice(1) }),
  );
  mkdirSync(join(folder, 'nezha', '2030-01-03'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('ranks faults of code and of resources, and names the files that are broken', async () => {
  const { table, result } = await rcaMultimodal.run({ data: folder, flags: [], say: () => undefined });

  expect(result).toMatchObject({
    n: 2,
    top1: 1,
    systems: { TrainTicket: { n: 2, top1: 1, top5: 1 } },
    variants: { metricsOnly: { TrainTicket: { n: 2, top1: 0.5 } } },
    calibration: {
      ours: { n: 2, accuracy: 1 },
      day: { n: 2 },
      metricsOnly: { n: 2, accuracy: 0.5, brierOfBaseRate: 0.25 },
    },
    skipped: 2,
  });
  expect(table.notes).toContain(`${DATE} is of TrainTicket and has metrics, logs, traces.`);
  expect(table.notes?.join('\n')).toMatch(/Confidence of ours, metrics only: .* right in 0\.50 of 2/);
  expect(table.notes?.join('\n')).toMatch(/11_20_trace\.csv:1: has no column ParentID/);
  expect(table.notes?.join('\n')).toMatch(/2030-01-03.*is missing/);
});
