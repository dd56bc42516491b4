/** Answers "what is this service, what does it need and who needs it?" from the catalogue. It measures nothing. */
import { z } from 'zod';
import { boundedText } from '../kit/bounded-text.js';
import { lookUp } from '../kit/known-services.js';
import { defineTool } from '../tool.js';

const MAX_DEPENDANTS = 50; // a hub may have hundreds; the count is given in the summary

export const getService = defineTool({
  name: 'get_service',
  description: [
    "Look up a service in the catalogue: tier (1 = users cannot do without it), owner, what it calls, who calls it, its signals' PromQL.",
    'Use this when you need its neighbours or ready queries.',
    'Example: {"service":"checkout"}',
    'It does not measure anything.',
  ].join('\n'),
  requires: [],
  evidence: { kind: 'tool_result', source: 'catalogue' },
  input: z.strictObject({
    service: boundedText(200).describe('As in the catalogue'),
  }),
  run({ service: name }, { catalog }) {
    const service = lookUp(name, catalog);
    // Not evidence: a wrong name says nothing about the incident.
    if ('status' in service) return Promise.resolve(service);
    const dependants = catalog.dependants(name).map((dependant) => dependant.name);
    const indirect = catalog
      .allDependants(name)
      .map((dependant) => dependant.name)
      .filter((dependant) => !dependants.includes(dependant));
    const { title, tier, owner, lifecycle, dependsOn, signals } = service;
    return Promise.resolve({
      status: 'ok',
      query: `catalogue entry of ${name}`,
      summary: `${name} is tier ${tier}, owned by ${owner ?? 'nobody'}; it calls ${dependsOn.join(', ') || 'nothing'} and is called by ${dependants.slice(0, 10).join(', ') || 'nobody'}${dependants.length > 10 ? ` and ${dependants.length - 10} more` : ''}.`,
      data: {
        name,
        title,
        description: service.description.slice(0, 500),
        tier,
        owner,
        lifecycle,
        dependsOn,
        notInCatalogue: dependsOn.filter((dependency) => !catalog.get(dependency)),
        dependants: dependants.slice(0, MAX_DEPENDANTS),
        indirectDependants: indirect.slice(0, MAX_DEPENDANTS),
        signals: signals.map((signal) => ({ name: signal.name, unit: signal.unit, query: signal.query })),
      },
      hasMore: dependants.length > MAX_DEPENDANTS || indirect.length > MAX_DEPENDANTS,
    });
  },
});
