/** Reads a day of injected faults: the fault list, metrics per pod and per pair of services. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { CallEdge } from '../../src/analysis/call-graph.js';
import { isFolder, listFolders } from '../evidence/data-folder.js';
import { BadDataError, readCsv, readJson, readNumber, type CsvRow } from '../evidence/read-data.js';

export interface Day {
  readonly name: string;
  readonly folder: string;
  /** By service; one pod each. */
  readonly pods: ReadonlyMap<string, Table>;
  /** Median latencies of pairs of services, `caller_callee`, as each end sees them. */
  readonly callerSide: Table;
  readonly calleeSide: Table;
  readonly calls: readonly CallEdge[];
  /** In order of time. */
  readonly faults: readonly Fault[];
}

/** Columns over time; times are Unix seconds. */
export interface Table {
  readonly times: readonly number[];
  readonly columns: ReadonlyMap<string, readonly number[]>;
}

export interface Fault {
  readonly id: string;
  /** Unix seconds; the only thing that an engine is told. */
  readonly at: number;
}

const EMPTY: Table = { times: [], columns: new Map() };

const faultsSchema = z.record(
  z.string(),
  z.array(z.object({ inject_time: z.string(), inject_pod: z.string(), inject_type: z.string() })),
);

export function listDays(folder: string): readonly string[] {
  return listFolders(folder).filter((name) => /^\d{4}-\d\d-\d\d$/.test(name));
}

/** @throws BadDataError */
export function readDay(root: string, name: string): Day {
  const folder = join(root, name);
  const pods = new Map<string, Table>();
  const metrics = join(folder, 'metric');
  if (!isFolder(metrics)) throw new BadDataError(`${metrics}: is missing.`);
  for (const file of readdirSync(metrics).sort()) {
    const [, pod] = /^(.+)_metric\.csv(?:\.gz)?$/.exec(file) ?? [];
    if (pod) pods.set(serviceOf(pod), readTable(join(metrics, `${pod}_metric.csv`), 'Time'));
  }
  const dependency = readCsv(join(metrics, 'dependency.csv')) ?? [];
  return {
    name,
    folder,
    pods,
    callerSide: readTable(join(metrics, 'source_50.csv'), 'time'),
    calleeSide: readTable(join(metrics, 'destination_50.csv'), 'time'),
    calls: dependency
      .slice(1)
      .map(({ cells }) => ({ caller: cells[0] ?? '', callee: cells[1] ?? '' }))
      .filter(({ caller, callee }) => pods.has(caller) && pods.has(callee)),
    faults: readFaultList(root, name).map(({ inject_time }) => ({
      id: `${name} ${inject_time.slice(11)}`,
      at: utc(inject_time),
    })),
  };
}

/** For the scorer alone, by fault id. @throws BadDataError */
export function readTruths(
  root: string,
  name: string,
): ReadonlyMap<string, { readonly service: string; readonly type: string }> {
  return new Map(
    readFaultList(root, name).map(({ inject_time, inject_pod, inject_type }) => [
      `${name} ${inject_time.slice(11)}`,
      { service: serviceOf(inject_pod), type: inject_type },
    ]),
  );
}

function readFaultList(root: string, name: string) {
  const path = join(root, name, `${name}-fault_list.json`);
  const list = readJson(path, faultsSchema);
  if (!list) throw new BadDataError(`${path}: is missing.`);
  const faults = Object.values(list).flat();
  const bad = faults.find(({ inject_time }) => Number.isNaN(utc(inject_time)));
  if (bad) throw new BadDataError(`${path}: "${bad.inject_time}" is not a time.`);
  return faults.sort((a, b) => utc(a.inject_time) - utc(b.inject_time));
}

function readTable(path: string, timeColumn: string): Table {
  const rows = readCsv(path);
  const [head, ...data] = rows ?? [];
  if (!head) return EMPTY;
  const column = head.cells.indexOf(timeColumn);
  if (column < 0) throw new BadDataError(`${path}:1: has no column ${timeColumn}.`);
  const times = data.map((row) => readTime(path, row, column));
  const columns = new Map<string, readonly number[]>();
  for (const [index, title] of head.cells.entries()) {
    // Times, names, and what belongs to the host and accuses its other pods.
    if (/^(?:time|timestamp|podname|servicename)$/i.test(title) || title.startsWith('Node')) continue;
    columns.set(
      title,
      data.map((row) => readNumber(path, row, index)),
    );
  }
  return { times, columns };
}

function readTime(path: string, row: CsvRow, column: number): number {
  const time = utc(row.cells[column] ?? '');
  if (Number.isNaN(time)) {
    throw new BadDataError(`${path}:${row.line}: "${row.cells[column] ?? ''}" is not a time.`);
  }
  return time;
}

/** `2022-08-22 03:51:19.640 +0000 UTC m=+0.1` and the like; UTC whatever follows. */
export function utc(text: string): number {
  const [match] = /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:\.\d{1,3})?/.exec(text) ?? [];
  return match === undefined ? Number.NaN : Date.parse(`${match.replace(' ', 'T')}Z`) / 1000;
}

/** A pod's name without the parts that its replica set and its pod add. */
export const serviceOf = (pod: string): string => pod.split('-').slice(0, -2).join('-');
