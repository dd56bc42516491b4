import { describe, expect, test } from '@jest/globals';
import { readAddressed } from '../../../src/slack/handlers/read-addressed.js';
import { formatMessageRef, parseMessageRef } from '../../../src/slack/message-ref.js';

describe('readAddressed', () => {
  test.each([
    ['', 'command'],
    ['?', 'command'],
    ['list', 'command'],
    ['ack', 'command'],
    ['assign commander <@U0BOB>', 'command'],
    ['resovle', 'command'],
    ['thanks!', 'command'],
    ['show me what broke', 'question'],
    ['changes since noon?', 'question'],
    ['why is checkout slow', 'question'],
    ['what broke', 'question'],
    ['the cache looks full again', 'question'],
  ])('%j is a %s', (text, kind) => {
    expect(readAddressed(text).kind).toBe(kind);
  });

  test.each([
    // What people say to each other, with the bot listening.
    'update us on the state please',
    'reopen the question of who pays',
    'reopen it',
    'lead us through this',
    'lead me through this',
    'ack that this is bad',
    'take your time',
    'close to being fixed I think',
    'close this when you can',
    'status is all I want to know',
    'status green',
    'note the time please',
    'review this with me',
    'merge conflicts caused this',
    'merge this into main',
    'priority should be lower',
    'priority 1 customers are waiting',
    'severity 1 of these two is wrong',
    'impact on customers is what matters',
    'investigate the dns please',
    'open the door for them',
    'new releases went out this morning',
    'snooze is over for all of us',
    'maintenance of the cars is due',
    'maintenance end of year',
    'snooze 2 hours of alerts next time',
    'resolve 12 complaints first',
    'assign somebody to this',
    'unassign whoever is asleep',
    'mitigated by the cache I believe',
    'history repeats itself here',
    'list everything that broke',
    'the state: still bad',
  ])('%j is prose, so nothing is done', (text) => {
    expect(readAddressed(text)).toEqual({ kind: 'question', text });
  });

  test.each([
    ['update', 'update'],
    ['Resolve', 'Resolve'],
    ['take INC-12', 'take INC-12'],
    ['ack #12', 'ack #12'],
    ['status: we are rolling back', 'status we are rolling back'],
    ['update 12 we are rolling back', 'update 12 we are rolling back'],
    ['note 12: who pays was clear', 'note 12 who pays was clear'],
    ['note : the cache was full', 'note the cache was full'],
    ['resolve cause: the pool', 'resolve cause: the pool'],
    ['resolve 12 because of the pool', 'resolve 12 because of the pool'],
    ['reopen because it is back', 'reopen because it is back'],
    ['severity sev1', 'severity sev1'],
    ['severity 12 2 because nobody can pay', 'severity 12 2 because nobody can pay'],
    ['severity 2 because nobody can pay', 'severity 2 because nobody can pay'],
    ['priority 80 because of the payroll', 'priority 80 because of the payroll'],
    ['priority 12 auto', 'priority 12 auto'],
    ['snooze 2h', 'snooze 2h'],
    ['maintenance checkout 2h database upgrade', 'maintenance checkout 2h database upgrade'],
    ['maintenance end checkout', 'maintenance end checkout'],
    ['snooze 12 30m because of the deploy', 'snooze 12 30m because of the deploy'],
    ['snooze for 2 hours', 'snooze for 2 hours'],
    ['snooze 12 off', 'snooze 12 off'],
    ['merge into 7', 'merge into 7'],
    ['merge 12 into INC-7', 'merge 12 into INC-7'],
    ['lead me', 'lead me'],
    ['assign 12 scribe <@U0BOB|bob the great>', 'assign 12 scribe <@U0BOB|bob the great>'],
    ['unassign 12 scribe', 'unassign 12 scribe'],
    ['stats 30d', 'stats 30d'],
    ['runbook full disk', 'runbook full disk'],
    ['oncall checkout', 'oncall checkout'],
  ])('%j is the command %j', (text, command) => {
    expect(readAddressed(text)).toEqual({ kind: 'command', text: command });
  });

  test('leaves the ids of people in a command, and what follows ask to a question', () => {
    expect(readAddressed('assign commander <@U0BOB>').text).toBe('assign commander <@U0BOB>');
    expect(readAddressed('ask about the &lt;cache&gt; of <#C1|checkout>')).toEqual({
      kind: 'question',
      text: 'about the <cache> of #checkout',
    });
  });
});

describe('parseMessageRef', () => {
  test('reads what was written, and nothing else', () => {
    const ref = { channelId: 'C1', ts: '1.2', threadTs: null, authorId: 'U1' };

    expect(parseMessageRef(formatMessageRef(ref))).toEqual(ref);
    for (const text of [undefined, '', 'C1', 'C1/1.2', '<!channel>/1.2//', 'C1/1.2//U1/x'])
      expect(parseMessageRef(text)).toBeUndefined();
  });
});
