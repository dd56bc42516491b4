/** All SLOs: the short ones of the catalogue's annotations, and those of OpenSLO files. */
import type { ServiceCatalog } from '../incidents/service.js';
import { createSloBook, type Slo, type SloBook } from '../incidents/slo/slo.js';
import { loadOpenSlo } from './openslo.js';

/** Problems of the annotations are the catalogue's; these are of the files alone. Of two of one name the first counts. */
export async function loadSlos(
  paths: readonly string[],
  catalog: Pick<ServiceCatalog, 'list'>,
): Promise<SloBook> {
  const { slos, problems } = await loadOpenSlo(paths);
  const annotated = catalog.list().flatMap(({ slo }) => slo ?? []);
  const all = new Map<string, Slo>();
  const doubled: string[] = [];
  for (const slo of [...annotated, ...slos]) {
    const key = JSON.stringify([slo.service, slo.name]);
    const earlier = all.get(key);
    if (earlier)
      doubled.push(
        `${slo.place}: the SLO ${slo.name} of ${slo.service} is already described at ${earlier.place}; this one was left out.`,
      );
    else all.set(key, slo);
  }
  return createSloBook([...all.values()], [...problems, ...doubled]);
}
