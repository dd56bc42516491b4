import { expect, test } from '@jest/globals';
import { describeOnOneDatabase } from '../../helpers/every-database.js';
import { says, startScriptedOpenAI } from '../../helpers/scripted-openai.js';
import { buildAlert, CAROL, receive } from '../../helpers/workflow-deps.js';
import { startAsking } from './asking.js';

describeOnOneDatabase('what a question is about:', (open) => {
  const start = () => startAsking(open);

  test.each([
    ['INC-1 why?', 1],
    ['#1 what changed', 1],
    ['1 what changed', 1],
    ['why is search down', 2],
    ['why?', null],
    ['2 minutes ago something broke', null],
    ['what is going on overall', null],
  ])('%j asked outside of a thread is about %s', async (question, number) => {
    const { deps, ask } = await start();
    await receive(deps, buildAlert());
    await receive(
      deps,
      buildAlert({ name: 'SearchDown', labels: { alertname: 'SearchDown', service: 'search' } }),
    );

    expect((await ask(question)).incidentNumber).toBe(number);
  });

  test('is about the only incident there is, unless it is about everything', async () => {
    const { ask, openIncident } = await start();
    await openIncident();

    expect((await ask('why?')).incidentNumber).toBe(1);
    for (const overall of [
      'what is going on overall?',
      'What is broken right now?',
      'Which changes were there today?',
    ])
      expect((await ask(overall)).incidentNumber).toBeNull();
  });

  test('asked in direct messages goes on about the incident of the question before', async () => {
    const { deps, ask } = await start();
    await receive(deps, buildAlert());
    await receive(
      deps,
      buildAlert({ name: 'SearchDown', labels: { alertname: 'SearchDown', service: 'search' } }),
    );
    await ask('why is search down');

    expect((await ask('and since when?')).incidentNumber).toBe(2);
    expect((await ask('and since when?', {}, CAROL)).incidentNumber).toBeNull();
    expect((await ask('what is going on with all incidents?')).incidentNumber).toBeNull();
  });

  test('knows what was asked and answered in the same conversation before, and nothing of others', async () => {
    const { ask, answer, openIncident } = await start();
    const incident = await openIncident();
    const inThread = { incidentId: incident.id, place: null };
    await answer((await ask('who is hurt?', inThread)).id);
    await answer((await ask('what is open?', { place: { channel: 'C0OTHER', threadTs: '1.1' } })).id);
    await answer((await ask('why?', inThread, CAROL)).id);
    const { id } = await ask('and since when?', inThread);
    let prompt = '';
    const server = await startScriptedOpenAI([
      ({ messages }) => {
        prompt = messages.at(-1)?.content ?? '';
        return says('Since 03:12 UTC.');
      },
    ]);
    await answer(id, server.url);
    await server.close();

    const earlier = prompt.slice(
      prompt.indexOf('## Asked and answered before'),
      prompt.indexOf('## The question'),
    );
    expect(earlier.match(/"question":"[^"]*"/g)).toEqual(['"question":"who is hurt?"', '"question":"why?"']);
    expect(earlier).not.toContain('what is open?');
  });
});
