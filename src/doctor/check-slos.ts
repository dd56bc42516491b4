/** Whether SLOs can be read, name services of the catalogue, and find data at Prometheus. */
import { readCatalog } from '../app/read-catalog.js';
import { loadSlos } from '../clients/load-slos.js';
import type { Config } from '../config/config.js';
import type { MetricsSource } from '../incidents/ports/metrics-source.js';
import type { Slo } from '../incidents/slo/slo.js';
import { errorMessage } from '../shared/errors.js';
import { budgetQueries } from '../workflows/impact/measure-budget.js';
import { connectPrometheus } from './check-clients.js';
import { Wrong } from './finding.js';

/** The shortest look back of all: enough to see whether there are series, and cheap. */
const WINDOW_SECONDS = 300;
/** More would keep the doctor waiting. */
const MAX_ASKED = 50;

export async function checkSlos(config: Config): Promise<string | null> {
  const catalog = await readCatalog(config);
  const book = await loadSlos(config.file.slos, catalog);
  const slos = book.list();
  if (slos.length === 0 && book.problems.length === 0) return null;
  const unknown = slos.flatMap(({ service, name, place }) =>
    catalog.get(service)
      ? []
      : [`${place}: the SLO ${name} is for ${service}, which the catalogue does not have.`],
  );
  const prometheus = connectPrometheus(config);
  const asked = slos.slice(0, MAX_ASKED);
  const found = prometheus ? (await Promise.all(asked.map((slo) => tryQueries(prometheus, slo)))).flat() : [];
  const wrong = [...book.problems, ...unknown, ...found];
  if (wrong.length > 0) throw new Wrong(wrong.join('\n'));
  const tried = prometheus
    ? `the queries of ${asked.length === slos.length ? 'all' : asked.length} find data`
    : 'no metrics backend measures them';
  return `${slos.length} ${slos.length === 1 ? 'SLO' : 'SLOs'}; ${tried}`;
}

/** What is wrong with them, as sentences. */
async function tryQueries(prometheus: MetricsSource, slo: Slo): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const { name, query } of budgetQueries(slo, WINDOW_SECONDS)) {
    try {
      const { series } = await prometheus.queryInstant(query, {});
      // A series of failures begins with the first one.
      if (series.length === 0 && !name.startsWith('bad'))
        problems.push(`${slo.place}: the SLO ${slo.name} finds no samples for ${name}: ${query}`);
    } catch (error) {
      problems.push(`${slo.place}: the SLO ${slo.name} cannot be asked for ${name}: ${errorMessage(error)}`);
    }
  }
  return problems;
}
