import { describe, expect, test } from '@jest/globals';
import {
  identifiersOf,
  pairsOf,
  sentencesOf,
  stemOf,
  wordsOf,
} from '../../../src/analysis/runbook-search/words.js';

const stems = (text: string) => wordsOf(text).map(({ stem }) => stem);

describe('words', () => {
  test.each([
    ['HTTPErrorRate', ['http', 'error', 'rate']],
    ['db_pool_connections', ['db', 'pool', 'connect']],
    ['kube-proxy', ['kube', 'proxi']],
    ['the pod is not ready after 15 minutes', ['pod', 'not', 'readi', 'minut']],
    ['a code of 503', ['code', '503']],
    ['größere Überlast', ['größer', 'überlast']],
    ['… !!! the of', []],
  ])('of %j', (text, expected) => {
    expect(stems(text)).toEqual(expected);
  });

  test.each([
    ['fails', 'failed', 'failing', 'failure', 'failures'],
    ['predict', 'predicts', 'predicted', 'prediction'],
    ['dropping', 'dropped', 'drops'],
    ['expire', 'expires', 'expired', 'expiring'],
    ['query', 'queries'],
  ])('of one family meet: %s', (...family) => {
    expect(new Set(family.map(stemOf)).size).toBe(1);
  });

  test.each(['status', 'class', 'x509', 'pods', 'analysis'])('are not cut to nothing: %s', (word) => {
    expect(stemOf(word).length).toBeGreaterThanOrEqual(3);
  });

  test('are paired within a sentence, a cell or a list item alone', () => {
    expect(pairsOf(sentencesOf('Disk is full. Restart\n\n- one item\n- other'))).toEqual([
      '+disk+full',
      '+one+item',
    ]);
  });

  test('keep identifiers whole as well', () => {
    expect(identifiersOf('KubePodCrash, kube-pod-crash and up of node_cpu_seconds; plain Words')).toEqual([
      '=kubepodcrash',
      '=kubepodcrash',
      '=node_cpu_seconds',
    ]);
  });
});
