/** Reads systems of labelled faults with their alerts and knowledge graph, and turns them into questions. */
import { join } from 'node:path';
import { z } from 'zod';
import { createAlertHistory } from '../../src/analysis/root-cause/alerts/alert-history.js';
import type { SignalKind } from '../../src/analysis/baseline.js';
import type {
  AlertObservation,
  Component,
  RootCauseQuestion,
} from '../../src/analysis/root-cause/question.js';
import type { CallEdge } from '../../src/analysis/call-graph.js';
import { isFile, listFolders } from '../evidence/data-folder.js';
import { BadDataError, readCsv, readJson } from '../evidence/read-data.js';

export interface AlertSystem {
  readonly name: string;
  readonly components: readonly Component[];
  readonly calls: readonly CallEdge[];
  /** Ids that an answer may name. */
  readonly candidates: ReadonlySet<string>;
  readonly hosts: ReadonlySet<string>;
  readonly faults: readonly Fault[];
}

export interface Fault {
  readonly id: string;
  readonly alerts: readonly AlertObservation[];
}

export interface Truth {
  readonly entity: string;
  readonly level: string;
}

const graphSchema = z.object({
  nodes: z.array(z.object({ id: z.string(), type: z.string() })),
  edges: z.array(z.object({ source: z.string(), target: z.string(), label: z.string() })),
});
const time = z.union([z.string(), z.number()]);
const metricsSchema = z.record(
  z.string(),
  z.array(z.tuple([time, z.string(), z.string().nullable(), z.string(), z.string()]).rest(z.unknown())),
);

const CANDIDATES = new Set(['Service', 'Service_Instance', 'Cache_Instance', 'Host']);

export function listSystems(folder: string): readonly string[] {
  return listFolders(folder).filter((name) => isFile(join(folder, name, 'label.csv')));
}

/** @throws BadDataError */
export function readSystem(folder: string, name: string): AlertSystem {
  const path = (file: string) => join(folder, name, file);
  const graph = readJson(path(`${name}-KG.json`), graphSchema);
  if (!graph) throw new BadDataError(`${path(`${name}-KG.json`)}: is missing.`);
  const metrics = readJson(path('metrics.json'), metricsSchema);
  if (!metrics) throw new BadDataError(`${path('metrics.json')}: is missing.`);
  const of = (label: string) =>
    new Map(graph.edges.filter((edge) => edge.label === label).map(({ source, target }) => [target, source]));
  const [hosts, services] = [of('hosts'), of('has_instance')];
  const components = graph.nodes.map(({ id, type }): Component => {
    const [service, host] = [services.get(id), hosts.get(id)];
    return {
      id,
      kind: type === 'Host' ? 'host' : service === undefined ? 'service' : 'instance',
      ...(service !== undefined && { service }),
      ...(host !== undefined && { host }),
    };
  });
  return {
    name,
    components,
    calls: graph.edges
      .filter(({ label }) => label === 'control_flow' || label === 'data_flow')
      .map(({ source, target }) => ({ caller: source, callee: target })),
    candidates: new Set(graph.nodes.filter(({ type }) => CANDIDATES.has(type)).map(({ id }) => id)),
    hosts: new Set(graph.nodes.filter(({ type }) => type === 'Host').map(({ id }) => id)),
    faults: readFaultIds(path('label.csv')).map((id) => ({
      id,
      alerts: (metrics[id] ?? []).map(([at, component, , metric, direction]) => ({
        component,
        name: metric,
        signal: signalOf(metric),
        direction: direction === 'down' ? 'down' : 'up',
        at: Number(at) / 1000,
      })),
    })),
  };
}

/** Golden signals of services by the usual endings: mean response time, success rate, request rate. */
function signalOf(metric: string): SignalKind {
  if (/\b(mrt|latency|duration)\b/.test(metric)) return 'latency';
  if (/\b(sr|errors?)\b/.test(metric)) return 'errors';
  if (/\b(rr|requests?)\b/.test(metric)) return 'requests';
  return 'generic';
}

/** For the scorer alone. @throws BadDataError */
export function readTruths(folder: string, name: string): ReadonlyMap<string, Truth> {
  const path = join(folder, name, 'label.csv');
  const [head, ...rows] = readCsv(path) ?? [];
  const column = (title: string) => head?.cells.indexOf(title) ?? -1;
  const [id, entity, level] = [column('fault_id'), column('fault_entity'), column('fault_level')];
  if (id < 0 || entity < 0) throw new BadDataError(`${path}:1: has no columns fault_id and fault_entity.`);
  return new Map(
    rows.map(({ line, cells }) => {
      const truth = cells[entity];
      if (!truth) throw new BadDataError(`${path}:${line}: names no fault_entity.`);
      return [cells[id] ?? '', { entity: truth, level: cells[level] ?? '' }];
    }),
  );
}

function readFaultIds(path: string): readonly string[] {
  const [head, ...rows] = readCsv(path) ?? [];
  const column = head?.cells.indexOf('fault_id') ?? -1;
  if (column < 0) throw new BadDataError(`${path}:1: has no column fault_id.`);
  return rows.map(({ cells }) => cells[column] ?? '');
}

export type HistoryUse = 'all others' | 'earlier' | 'none';

/** The general question for one fault; its history holds other faults' alerts, never their causes. */
export function toQuestion(system: AlertSystem, fault: Fault, history: HistoryUse): RootCauseQuestion {
  const start = startOf(fault);
  const others = system.faults.filter(
    (other) =>
      other !== fault && other.alerts.length > 0 && (history === 'all others' || startOf(other) < start),
  );
  return {
    components: system.components,
    calls: system.calls,
    alerts: fault.alerts,
    ...(history !== 'none' && {
      alertHistory: createAlertHistory(others.map((other) => ({ at: startOf(other), alerts: other.alerts }))),
    }),
  };
}

const startOf = ({ alerts }: Fault): number => Math.min(...alerts.map(({ at }) => at));
