import { describe, expect, test } from '@jest/globals';
import type { Incident } from '../../src/incidents/incident.js';
import { createLogger, silentLogger } from '../../src/observability/logger.js';
import { UserInputError } from '../../src/shared/errors.js';
import type { MessageContent } from '../../src/slack/blocks/kit/block-kit.js';
import { createInputHandler } from '../../src/slack/handle-input.js';
import { ACTIONS } from '../../src/slack/ids.js';
import type { UseCases } from '../../src/workflows/use-cases.js';
import { createSlackClient } from '../../src/slack/web-client.js';
import { click as clickIn, command as commandIn, RESPONSE_URL } from './inputs.js';
import { outline } from './outline.js';
import { PROPOSAL_ID, sampleIncident, sampleView } from './sample-view.js';

const HERE = 'C1';
const command = (text: string) => commandIn(text, HERE);
const click = (actionId: string, value?: string) => clickIn(actionId, value, HERE);

function createHandler(changes: Partial<UseCases> = {}, incident: Incident = sampleIncident()) {
  const calls: unknown[][] = [];
  const answers: MessageContent[] = [];
  const lines: string[] = [];
  const record =
    <A extends unknown[], R>(name: string, result: (...given: A) => R) =>
    (...given: A) => {
      calls.push([name, ...given]);
      return Promise.resolve(result(...given));
    };
  const useCases: Partial<UseCases> = {
    refreshHome: () => Promise.resolve(),
    declareIncident: record('declareIncident', () => incident),
    listIncidents: record('listIncidents', () => [incident]),
    listResolved: () => Promise.resolve([]),
    readCommanders: () => Promise.resolve(new Map()),
    findIncident: record('findIncident', (number: number) =>
      number === incident.number ? incident : undefined,
    ),
    readIncident: record('readIncident', () => sampleView({ incident })),
    acknowledgeIncident: record('acknowledgeIncident', () => ({ incident, isNew: true })),
    resolveIncident: record('resolveIncident', () => ({ incident, isNew: true, firing: [] })),
    decideProposal: record(
      'decideProposal',
      () => ({ status: 'approved', sentence: 'Approved. Running now.' }) as const,
    ),
    ...changes,
  };
  const handle = createInputHandler({
    // What a test does not name is not called.
    useCases: useCases as UseCases,
    client: createSlackClient({ botToken: 'xoxb-none', log: silentLogger() }),
    tell: ({ responseUrl }, content) => {
      expect(responseUrl).toBe(RESPONSE_URL);
      answers.push(content);
      return Promise.resolve(true);
    },
    log: createLogger({ level: 'info', destination: { write: (line) => lines.push(line) } }),
  });
  return { handle, calls, answers, lines, answer: () => outline(answers[0] ?? { text: '', blocks: [] }) };
}

describe('createInputHandler', () => {
  test.each([
    ['list', ['listIncidents', 21], '1 unresolved incident, by impact'],
    ['show 12', ['readIncident', sampleIncident().id], 'CheckoutErrorsHigh on checkout'],
    [
      'ack 12',
      [
        'acknowledgeIncident',
        { slackUserId: 'U0ALICE' },
        { incidentId: sampleIncident().id, requestId: 't1' },
      ],
      'INC-12 is yours, <@U0ALICE>.',
    ],
    [
      'resolve 12',
      [
        'resolveIncident',
        { slackUserId: 'U0ALICE' },
        { incidentId: sampleIncident().id, requestId: 't1', cause: null, fix: null },
      ],
      'INC-12 is resolved.',
    ],
    [
      'new Slow --service checkout',
      [
        'declareIncident',
        { slackUserId: 'U0ALICE' },
        { requestId: 't1', title: 'Slow', severity: null, service: 'checkout' },
      ],
      'INC-12 is open. Its thread is in <#C0INCIDENTS>.',
    ],
  ])('/incident %s', async (text, call, answer) => {
    const handler = createHandler();
    await handler.handle(command(text));

    expect(handler.calls).toContainEqual(call);
    expect(handler.answer()).toContain(answer);
  });

  test('acknowledging again what is mine already is no error', async () => {
    const mine = sampleIncident({
      status: 'acknowledged',
      acknowledgedBy: { kind: 'person', id: 'U0ALICE' },
    });
    const handler = createHandler(
      { acknowledgeIncident: () => Promise.resolve({ incident: mine, isNew: false }) },
      mine,
    );
    await handler.handle(command('ack 12'));

    expect(handler.answer()).toContain('INC-12 is yours');
  });

  test('an unknown number says how to find the right one', async () => {
    const handler = createHandler();
    await handler.handle(command('show 99'));

    expect(handler.answer()).toBe(
      'text: There is no INC-99. `/incident list all` shows those that there are.',
    );
  });

  test.each([
    ['ack checkout', "`checkout` is not an incident's number."],
    ['ack 1 2', 'one incident at a time'],
    ['resolve 99999999999999', "is not an incident's number"],
    ['new', 'What is wrong?'],
    ['new --service checkout', 'What is wrong?'],
    ['new Slow --severity terrible', '`terrible` is not a severity. Use sev1, sev2, sev3, sev4'],
    ['new Slow --service', '`--service` needs a value'],
    ['new Slow --team x', '`--team` is not an option here'],
    [`new ${'x'.repeat(201)}`, '201 characters long; 200 fit'],
    ['show', 'This channel has none that is unresolved. Say its number'],
  ])('/incident %s is mended with one sentence', async (text, sentence) => {
    const handler = createHandler();
    await handler.handle(command(text));

    expect(handler.answer()).toContain(sentence);
  });

  test.each([
    ['new “Checkout is slow” —service checkout --severity SEV2', 'Checkout is slow', 'sev2'],
    ['create --sev=1 Checkout is slow --service=checkout', 'Checkout is slow', 'sev1'],
  ])('/incident %s is understood as people write on phones', async (text, title, severity) => {
    const handler = createHandler();
    await handler.handle(command(text));

    expect(handler.calls).toContainEqual([
      'declareIncident',
      { slackUserId: 'U0ALICE' },
      { requestId: 't1', title, severity, service: 'checkout' },
    ]);
  });

  test('without a number the only unresolved incident of the channel is meant', async () => {
    const handler = createHandler({}, sampleIncident({ channel: 'C1' }));
    await handler.handle(command('ack'));

    expect(handler.answer()).toContain('INC-12 is yours');
  });

  test.each([
    [ACTIONS.approveProposal, 'approve'],
    [ACTIONS.rejectProposal, 'reject'],
  ])('%s decides the proposal by its id alone', async (actionId, verdict) => {
    const handler = createHandler();
    await handler.handle(click(actionId));

    expect(handler.calls).toEqual([
      ['decideProposal', { slackUserId: 'U0ALICE' }, { proposalId: PROPOSAL_ID, verdict, channelId: 'C1' }],
    ]);
    expect(handler.answer()).toBe('text: Approved. Running now.');
  });

  test('a value that is no id of ours is handed on as it is, to be refused and written down', async () => {
    const forged = '{"action":"rm -rf /"}';
    const handler = createHandler();
    await handler.handle(click(ACTIONS.approveProposal, forged));

    expect(handler.calls).toEqual([
      [
        'decideProposal',
        { slackUserId: 'U0ALICE' },
        { proposalId: forged, verdict: 'approve', channelId: 'C1' },
      ],
    ]);
  });

  test('a refusal reaches the person who clicked, with people as mentions', async () => {
    const sentence = 'This was approved by U0BOB already; it runs only once.';
    const handler = createHandler({ decideProposal: () => Promise.resolve({ status: 'refused', sentence }) });
    await handler.handle(click(ACTIONS.approveProposal));

    expect(handler.answer()).toBe('text: This was approved by <@U0BOB> already; it runs only once.');
  });

  test('shows the text of an error that the person can mend', async () => {
    const error = new UserInputError('INC-12 is resolved already.');
    const handler = createHandler({ resolveIncident: () => Promise.reject(error) });
    await handler.handle(command('resolve 12'));

    expect(handler.answer()).toBe(`text: ${error.message}`);
  });

  test('hides anything else behind a reference that is in the log', async () => {
    const handler = createHandler({ listIncidents: () => Promise.reject(new Error('password=hunter2')) });
    await handler.handle(command('list'));

    const reference = /reference `([0-9a-f]{8})`/.exec(handler.answer())?.[1];
    expect(handler.answer()).not.toContain('hunter2');
    expect(reference).toBeDefined();
    expect(handler.lines.join('')).toContain(`"reference":"${reference}"`);
  });

  test('what a person did shows on their own Home tab, which spoils no answer when it fails', async () => {
    const refreshed: string[] = [];
    const handler = createHandler({
      refreshHome(user) {
        refreshed.push(user);
        return Promise.reject(new Error('connection terminated'));
      },
    });
    await handler.handle(command('ack 12'));

    expect(refreshed).toEqual(['U0ALICE']);
    expect(handler.answers).toHaveLength(1);
  });

  test('what nobody waits for is tried again when it fails, instead of being answered', async () => {
    const failure = new Error('connection terminated');
    const handler = createHandler({ openHome: () => Promise.reject(failure) });
    const opened = handler.handle({
      kind: 'event',
      id: 'Ev1',
      userId: 'U0ALICE',
      sameAs: null,
      event: { type: 'home_opened', tab: 'home', channelId: 'D1' },
    });

    await expect(opened).rejects.toThrow(failure);
    expect(handler.answers).toEqual([]);
  });

  test('what people type cannot ring anybody', async () => {
    const handler = createHandler();
    await handler.handle(command('<!channel> <@U1>'));

    expect(handler.answer()).not.toMatch(/<[!@]/);
  });
});
