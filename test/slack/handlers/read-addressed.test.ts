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
    ['status we are rolling back', 'command'],
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
