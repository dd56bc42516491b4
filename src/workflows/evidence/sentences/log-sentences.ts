/** Sentences about log lines that came or went with the trouble. What a log says is quoted, never believed. */
import { formatDuration, formatTime } from '../../../analysis/format-value.js';
import { forPeople } from '../../../analysis/log-templates/mask-message.js';
import type { Observation } from '../../../incidents/evidence.js';
import type { TimeRange } from '../../../shared/series.js';
import type { ServiceLogFinding } from '../measure/logs/log-finding.js';
import { quote } from '../../../shared/text.js';
import { clip } from './clip.js';

/** More than this many lines nobody reads at once; one service alone must not fill them. */
const MAX_ROWS = 4;
const MAX_PER_SERVICE = 2;
const MAX_VANISHED = 1;
/** Of a template in its sentence; the example line beside it is longer. */
const MAX_TEMPLATE_LENGTH = 120;

/** In the order of the findings, which is the order of their weight. */
export function describeLogs(findings: readonly ServiceLogFinding[], range: TimeRange): Observation[] {
  const perService = new Map<string, number>();
  let vanished = 0;
  const shown = findings.filter(({ service, kind, template }) => {
    // That a complaint stays away is good news.
    if (kind === 'vanished' && template.weight > 1) return false;
    const own = perService.get(service) ?? 0;
    if (own >= MAX_PER_SERVICE || (kind === 'vanished' && vanished >= MAX_VANISHED)) return false;
    if (kind === 'vanished') vanished += 1;
    perService.set(service, own + 1);
    return true;
  });
  return shown.slice(0, MAX_ROWS).map((finding) => describeFinding(finding, range));
}

function describeFinding(finding: ServiceLogFinding, range: TimeRange): Observation {
  const { kind, service, about, query, template, ratio, score, points } = finding;
  return {
    kind: 'log',
    service: about,
    statement: `${service} ${tell(finding)}.`,
    why: about === service ? WHY[kind] : `It speaks of ${about}, which ${service} calls.`,
    source: 'loki',
    query,
    range,
    data: {
      change: kind,
      log: service,
      unit: 'number',
      template: clip(template.template),
      level: template.level,
      example: clip(template.example),
      count: template.incident,
      seconds: Math.round(finding.troubleSeconds),
      countBefore: template.baseline,
      secondsBefore: Math.round(finding.usualSeconds),
      ratio: round(ratio),
      score: round(score),
      onset: template.firstSeen,
      points,
    },
    isAnomalous: true,
  };
}

const WHY: Readonly<Record<ServiceLogFinding['kind'], string>> = {
  new: 'A line that a service never wrote before often names what broke.',
  surging: 'It writes this far more often than usual.',
  vanished: 'Work that it usually does is no longer done, or no longer told.',
};

/** `logs something new since 03:12:24 UTC: “cannot reach <*>” (error), 312 times in 40 s, never in the 60 min before`. */
function tell({ kind, template, ratio, usualSeconds, troubleSeconds }: ServiceLogFinding): string {
  const { baseline, incident, firstSeen, level } = template;
  const isBad = level === 'warning' || level === 'error' || level === 'fatal';
  const line = `${quote(forPeople(template.template), MAX_TEMPLATE_LENGTH)}${isBad ? ` (${level})` : ''}`;
  const [before, now] = [formatDuration(usualSeconds), formatDuration(troubleSeconds)];
  switch (kind) {
    case 'new': {
      const since = firstSeen === null ? '' : ` since ${formatTime(firstSeen)}`;
      return `logs something new${since}: ${line}, ${times(incident)} in ${now}, never in the ${before} before`;
    }
    case 'surging': {
      const factor = ratio >= 10 ? Math.round(ratio) : Math.round(ratio * 10) / 10;
      return `logs ${line} ${factor} times as often: ${times(incident)} in ${now} after ${times(baseline)} in the ${before} before`;
    }
    case 'vanished':
      return `no longer logs ${line}: never in ${now}, ${times(baseline)} in the ${before} before`;
  }
}

const times = (count: number): string => (count === 1 ? 'once' : `${count.toLocaleString('en')} times`);
const round = (value: number): number => Math.round(value * 100) / 100;
