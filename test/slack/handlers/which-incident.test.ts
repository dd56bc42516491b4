import { describe, expect, test } from '@jest/globals';
import type { Incident } from '../../../src/incidents/incident.js';
import type { IncidentId } from '../../../src/shared/ids.js';
import { silentLogger } from '../../../src/observability/logger.js';
import { handleAction } from '../../../src/slack/handlers/handle-action.js';
import { handleCommand } from '../../../src/slack/handlers/handle-command.js';
import { ACTIONS } from '../../../src/slack/ids.js';
import type { SlackClient } from '../../../src/slack/web-client.js';
import type { UseCases } from '../../../src/workflows/use-cases.js';
import { outline } from '../outline.js';
import { sampleIncident, sampleView } from '../sample-view.js';

const OTHER_ID = '22222222-2222-4222-8222-222222222222' as IncidentId;
const here = sampleIncident({ channel: 'C0INCIDENTS' });
const other = sampleIncident({ id: OTHER_ID, number: 7, title: 'Payments are slow', channel: 'C0INCIDENTS' });

interface Shown {
  readonly view: { readonly blocks: unknown; readonly submit?: unknown; readonly private_metadata?: string };
}

function setUp(open: readonly Incident[], resolved: readonly Incident[] = []) {
  const updates: (Shown & { readonly view_id?: string })[] = [];
  const asked: unknown[] = [];
  const useCases: Partial<UseCases> = {
    listIncidents: () => Promise.resolve(open),
    listResolved: (limit, channel) => {
      asked.push([limit, channel]);
      return Promise.resolve(resolved);
    },
    readCommanders: () => Promise.resolve(new Map([[OTHER_ID, 'U0GARY']])),
    findIncident: (number) => Promise.resolve(open.find((incident) => incident.number === number)),
    findIncidentById: (id) => Promise.resolve(open.find((incident) => incident.id === id)),
    readIncident: (id) =>
      Promise.resolve(
        sampleView({ incident: [...open, ...resolved].find((incident) => incident.id === id) ?? here }),
      ),
    catchUp: () => Promise.resolve([]),
  };
  const deps = {
    // What a test does not name is not called.
    useCases: useCases as UseCases,
    client: {
      views: { update: (request: Shown) => Promise.resolve(void updates.push(request)) },
    } as unknown as SlackClient,
    log: silentLogger(),
  };
  return {
    updates,
    asked,
    shown: () => JSON.stringify(updates.at(-1)?.view),
    command: (text: string, modalId: string | null = 'm1') =>
      handleCommand(deps, {
        kind: 'command',
        id: 't1',
        userId: 'U0ALICE',
        channelId: 'C0INCIDENTS',
        text,
        responseUrl: 'https://hooks.slack.com/commands/1',
        modalId,
      }),
    choose: (value: string) =>
      handleAction(deps, {
        kind: 'action',
        id: 't2',
        userId: 'U0ALICE',
        channelId: '',
        messageTs: '',
        threadTs: null,
        viewId: 'V1',
        actionId: ACTIONS.chooseIncident,
        value,
        responseUrl: null,
        modalId: null,
      }),
  };
}

describe('a command that does not say which incident', () => {
  test('asks which one when its form could be about several, and goes on with the one that is clicked', async () => {
    const { command, choose, shown, updates } = setUp([here, other]);
    await command('resolve');

    expect(shown()).toContain('Which incident?');
    expect(shown()).toContain('Payments are slow');
    expect(shown()).not.toContain('`');
    expect(updates[0]?.view.submit).toBeUndefined();

    const value = `${OTHER_ID}:incident.resolve:C0INCIDENTS`;
    expect(shown()).toContain(value);
    expect(await choose(value)).toBeNull();
    expect(updates[1]?.view_id).toBe('V1');
    expect(shown()).toContain('What was the cause?');
    expect(JSON.parse(updates[1]?.view.private_metadata ?? '')).toEqual({
      incidentId: OTHER_ID,
      channelId: 'C0INCIDENTS',
    });
  });

  test('names how many are not among its choices', async () => {
    const many = Array.from({ length: 12 }, (_, index) => ({ ...other, number: 20 + index }));
    const { command, shown } = setUp(many);
    await command('resolve');

    expect(shown()).toContain('INC-29');
    expect(shown()).not.toContain('INC-30');
    expect(shown()).toContain('… and 2 more: `/incident list` shows their numbers.');
  });

  test('names them with their titles when it has no form', async () => {
    const { command } = setUp([here, other]);

    await expect(command('ack', null)).rejects.toThrow(
      'Which incident? This channel has INC-12 (CheckoutErrorsHigh on checkout), INC-7 (Payments are slow). Say its number: `/incident ack 12`.',
    );
  });

  test('has no literal backticks in what a form says instead', async () => {
    const { command, shown } = setUp([]);
    await command('resolve');

    expect(shown()).toContain('No incident is open.');
    expect(shown()).toContain('/incident list resolved');
    expect(shown()).not.toContain('`');
  });

  test.each(['show', 'timeline'])(
    '(%s) is about the last one of the channel when none is open',
    async (text) => {
      const { command, asked } = setUp([], [other]);

      expect(outline((await command(text, null))!)).toContain('INC-7');
      expect(asked).toEqual([[1, 'C0INCIDENTS']]);
    },
  );

  test('lists those that are over, and who leads those that are not', async () => {
    const over = sampleIncident({ number: 3, title: 'Old', status: 'resolved' });
    const { command } = setUp([here, other], [over]);

    expect(outline((await command('list', null))!)).toContain('led by <@U0GARY>');
    expect(outline((await command('list resolved', null))!)).toContain('INC-3 Old');
    const all = outline((await command('list all', null))!);
    expect(all).toContain('INC-7');
    expect(all).toContain('INC-3 Old');
  });

  test('a question that names no incident there is gets no answer about another', async () => {
    const { command } = setUp([here]);

    for (const question of ['ask INC-77?', 'ask what about INC-77?'])
      await expect(command(question, null)).rejects.toThrow('There is no INC-77.');
  });

  test('takes a lone number that no incident has for the score', async () => {
    const { command, shown } = setUp([here]);
    await command('priority 80');

    expect(shown()).toContain('"initial_value":"80"');
    expect(shown()).toContain('INC-12');
  });
});
