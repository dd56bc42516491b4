/**
 * SLOs from OpenSLO v1 files (https://openslo.com). Of the format Firewatch uses what can be measured at Prometheus over a
 * rolling window; the rest is told as a problem and never guessed.
 */
import { z } from 'zod';
import { toWindowTemplate, type Sli, type Slo } from '../incidents/slo/slo.js';
import { findFiles } from './find-files.js';
import { Indicator, Objective, readTarget, SloDocument } from './openslo-schema.js';
import { readWindow } from './slo-annotations.js';
import { describeIssues, parseYaml, type YamlDocument } from './yaml-document.js';

/** Of the names in a folder. */
export const isSloFile = (name: string): boolean => /\.ya?ml$/.test(name);

const Kind = z.object({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.object({ name: z.string() }).optional(),
});
const DataSource = z.object({ spec: z.object({ type: z.string() }) });

interface Place {
  readonly file: string;
  readonly document: YamlDocument;
}
interface Known {
  /** By the name that an `indicatorRef` has. */
  readonly indicators: ReadonlyMap<string, Place>;
  /** Type of each data source by the name that a `metricSourceRef` has. */
  readonly sources: ReadonlyMap<string, string>;
}
/** What is wrong, at which part of which document. */
interface Problem extends Place {
  readonly path: readonly PropertyKey[];
  readonly text: string;
}

/** Reads files, and directories with every `.yaml` and `.yml` below them. It never throws because of their content. */
export async function loadOpenSlo(
  paths: readonly string[],
): Promise<{ readonly slos: readonly Slo[]; readonly problems: readonly string[] }> {
  const { files, problems: unread } = await findFiles(paths, isSloFile);
  const problems = [...unread];
  const promised: Place[] = [];
  const indicators = new Map<string, Place>();
  const sources = new Map<string, string>();
  for (const { path: file, text } of files) {
    for (const document of parseYaml(text)) {
      problems.push(
        ...document.errors.map(({ line, message }) => `${file}:${line}: is not valid YAML: ${message}.`),
      );
      const head = Kind.safeParse(document.value);
      if (!head.success || !/^openslo/i.test(head.data.apiVersion)) continue;
      const { apiVersion, kind, metadata } = head.data;
      if (apiVersion !== 'openslo/v1') {
        const line = document.lineOf(['apiVersion']);
        problems.push(`${file}:${line}: is written for ${apiVersion}; Firewatch reads openslo/v1.`);
      } else if (kind === 'SLO') promised.push({ file, document });
      else if (kind === 'SLI' && metadata) indicators.set(metadata.name, { file, document });
      else if (kind === 'DataSource' && metadata) {
        const source = DataSource.safeParse(document.value);
        if (source.success) sources.set(metadata.name, source.data.spec.type);
      }
    }
  }
  const slos = promised.flatMap((place) => readSlo(place, { indicators, sources }, problems));
  return { slos, problems };
}

/** One for each objective. */
function readSlo(place: Place, known: Known, problems: string[]): readonly Slo[] {
  const { file, document } = place;
  const parsed = SloDocument.safeParse(document.value);
  if (!parsed.success) {
    problems.push(...describeIssues(file, document, parsed.error));
    return [];
  }
  const { metadata, spec } = parsed.data;
  const report = ({ path, text, ...at }: Problem) => {
    problems.push(`${at.file}:${at.document.lineOf(path)}: the SLO ${metadata.name} ${text}.`);
  };
  const wrong = (path: readonly PropertyKey[], text: string) => report({ ...place, path, text });

  if (spec.budgetingMethod !== undefined && spec.budgetingMethod !== 'Occurrences') {
    wrong(
      ['spec', 'budgetingMethod'],
      `counts by ${spec.budgetingMethod}; Firewatch counts Occurrences alone`,
    );
    return [];
  }
  const [timeWindow] = spec.timeWindow;
  if (timeWindow.isRolling !== true) {
    wrong(['spec', 'timeWindow', 0], 'has a window of the calendar; set isRolling: true');
    return [];
  }
  const windowSeconds = readWindow(timeWindow.duration);
  if (typeof windowSeconds === 'string') {
    wrong(['spec', 'timeWindow', 0, 'duration'], `has a window that ${windowSeconds}`);
    return [];
  }
  const sli = findSli(place, spec, known, report);
  if (!sli) return [];
  return spec.objectives.flatMap((objective: z.output<typeof Objective>, index): readonly Slo[] => {
    const target = readTarget(objective);
    const path = ['spec', 'objectives', index];
    if (target === undefined) {
      wrong(path, 'needs a target above 0 and below 1, such as 0.999, or a targetPercent');
      return [];
    }
    const more = spec.objectives.length > 1 ? ` ${objective.displayName ?? index + 1}` : '';
    const at = `${file}:${document.lineOf(path)}`;
    return [
      {
        name: `${metadata.name}${more}`,
        service: spec.service,
        target,
        windowSeconds,
        sli,
        place: at,
      },
    ];
  });
}

/** The indicator that stands in the SLO, or the one that it names. */
function findSli(
  place: Place,
  spec: z.output<typeof SloDocument>['spec'],
  known: Known,
  report: (problem: Problem) => void,
): Sli | undefined {
  if (spec.indicator) {
    const path = ['spec', 'indicator', 'spec'];
    return readIndicator({ ...place, path }, spec.indicator.spec, known, report);
  }
  const path = ['spec', 'indicatorRef'];
  if (spec.indicatorRef === undefined) {
    report({ ...place, path: ['spec'], text: 'needs an indicator, or an indicatorRef that names an SLI' });
    return undefined;
  }
  const found = known.indicators.get(spec.indicatorRef);
  if (!found) {
    const text = `names the SLI ${spec.indicatorRef}, which is in none of the files`;
    report({ ...place, path, text });
    return undefined;
  }
  const parsed = z.object({ spec: Indicator }).safeParse(found.document.value);
  if (parsed.success) return readIndicator({ ...found, path: ['spec'] }, parsed.data.spec, known, report);
  for (const issue of parsed.error.issues)
    report({ ...found, path: issue.path, text: `uses an SLI that cannot be read: ${issue.message}` });
  return undefined;
}

function readIndicator(
  at: Place & { readonly path: readonly PropertyKey[] },
  { ratioMetric, thresholdMetric }: z.output<typeof Indicator>,
  { sources }: Known,
  report: (problem: Problem) => void,
): Sli | undefined {
  const wrong = (path: readonly PropertyKey[], text: string) =>
    report({ ...at, path: [...at.path, ...path], text });
  if (!ratioMetric) {
    const kind = thresholdMetric === undefined ? 'no ratioMetric' : 'a thresholdMetric';
    wrong([], `has ${kind}; Firewatch measures a ratioMetric with good or bad, and total`);
    return undefined;
  }
  const { good, bad, total, raw, rawType, counter } = ratioMetric;

  const template = (part: 'good' | 'bad' | 'total' | 'raw'): string | undefined => {
    const source = ratioMetric[part]?.metricSource;
    if (!source) return undefined;
    const path = ['ratioMetric', part, 'metricSource'];
    const { metricSourceRef: ref } = source;
    const type = source.type ?? (ref === undefined ? undefined : sources.get(ref));
    if (type?.toLowerCase() !== 'prometheus') {
      const unknown = ref === undefined ? 'no type' : `the source ${ref}, which is in none of the files`;
      wrong(path, `is measured at ${type ?? unknown}; Firewatch asks Prometheus, write "type: Prometheus"`);
      return undefined;
    }
    const { query } = source.spec ?? {};
    if (typeof query !== 'string' || query.trim() === '') {
      wrong(path, `needs its PromQL under spec.query of ${part}`);
      return undefined;
    }
    const found = toWindowTemplate(query, { isCounter: counter === true && part !== 'raw' });
    if (found === undefined)
      wrong(
        [...path, 'spec', 'query'],
        `has a query for ${part} without a range that could be replaced; write [$window] where the range stands`,
      );
    return found;
  };

  if (raw) {
    if (rawType === undefined) {
      wrong(['ratioMetric'], 'has a raw ratio; say "rawType: success" or "rawType: failure"');
      return undefined;
    }
    const query = template('raw');
    if (query === undefined) return undefined;
    return { kind: 'share', failing: rawType === 'failure' ? query : `1 - (${query})`, traffic: null };
  }
  if (!total || (good === undefined) === (bad === undefined)) {
    wrong(['ratioMetric'], 'needs total, and good or bad but not both');
    return undefined;
  }
  const counted = template(good ? 'good' : 'bad');
  const all = template('total');
  if (counted === undefined || all === undefined) return undefined;
  return good
    ? { kind: 'events', good: counted, bad: null, total: all }
    : { kind: 'events', good: null, bad: counted, total: all };
}
