import { describe, expect, test } from '@jest/globals';
import { createTemplateMiner } from '../../../src/analysis/log-templates/template-miner.js';

const templatesOf = (lines: readonly string[]): readonly string[] => {
  const miner = createTemplateMiner();
  for (const line of lines) miner.add(line);
  return miner.templates().map(({ template, count }) => `${count} ${template}`);
};

describe('the template miner', () => {
  test('lines that differ in numbers, ids and addresses share a template', () => {
    expect(
      templatesOf([
        'took 31 ms for 10.0.0.7:8080',
        'took 4.5 ms for 10.0.0.8:9090',
        'order 3f2b8c1e-9a77-4c1b-8f5e-0123456789ab paid',
        'order 99999999-9a77-4c1b-8f5e-0123456789ab paid',
      ]),
    ).toEqual(['2 took <num> ms for <ip>', '2 order <uuid> paid']);
  });

  test('a word that varies becomes a wildcard', () => {
    const miner = createTemplateMiner();

    const first = miner.add('user alice logged in from the shop');
    const second = miner.add('user bob logged in from the shop');

    expect(first).toEqual({ id: 1, template: 'user alice logged in from the shop', isNew: true });
    expect(second).toEqual({ id: 1, template: 'user <*> logged in from the shop', isNew: false });
  });

  test('success and failure never share a template, however alike they are', () => {
    expect(
      templatesOf([
        'payment of order 17 succeeded',
        'payment of order 18 failed',
        'payment of order 19 failed',
      ]),
    ).toEqual(['1 payment of order <num> succeeded', '2 payment of order <num> failed']);
  });

  test('the level tells lines apart and is told apart from the template', () => {
    const miner = createTemplateMiner();
    miner.add('2024-05-06 10:00:00,123 INFO cache refreshed in 12 ms');
    miner.add('2024-05-06 10:00:01,123 WARN cache refreshed in 1200 ms');

    expect(miner.templates()).toMatchObject([
      { template: 'cache refreshed in <num> ms', level: 'info', weight: 1 },
      { template: 'cache refreshed in <num> ms', level: 'warning', weight: 2 },
    ]);
  });

  test('the place in the code decides which lines belong together, whatever their length', () => {
    expect(
      templatesOf([
        'INFO shop.Orders#12 stored order 7 of ann with tea, milk',
        'INFO shop.Orders#12 stored order 8 of bob with bread',
        'INFO shop.Orders#40 stored bill 9 of bob with bread',
      ]),
    ).toEqual([
      '2 shop.Orders#<num> stored order <num> of <*> with <*>',
      '1 shop.Orders#<num> stored bill <num> of bob with bread',
    ]);
  });

  test('what looks like a place in the code and has no end of lines is a number', () => {
    const name = (index: number) =>
      String.fromCharCode(97 + (index % 26), 97 + (index % 25), 97 + (index % 23));
    const miner = createTemplateMiner();
    for (let index = 0; index < 2_000; index += 1) {
      miner.add(`Task#${index} of the nightly job was taken by ${name(index)} and ended`);
    }

    expect(miner.templates().length).toBeLessThan(110);
    expect(Math.max(...miner.templates().map(({ count }) => count))).toBeGreaterThan(1_800);
  });

  test('memory is bounded: what does not fit is counted together, and errors keep their room', () => {
    const miner = createTemplateMiner({ maxTemplates: 20 });
    const word = (index: number) => String.fromCharCode(97 + (index % 26), 97 + Math.floor(index / 26));
    for (let index = 0; index < 500; index += 1) miner.add(`${word(index)}${word(index * 7)} did it`);

    const failed = miner.add('ERROR the disk is full');

    expect(miner.templates()).toHaveLength(20);
    expect(miner.templates().at(-1)).toMatchObject({ template: 'the disk is full', level: 'error' });
    expect(failed.isNew).toBe(true);
    expect(miner.templates().reduce((sum, { count }) => sum + count, 0)).toBe(501);
    expect(miner.templates().find(({ template }) => template === '<*>')?.count).toBeGreaterThan(400);
  });

  test('the same lines give the same templates', () => {
    const lines = Array.from(
      { length: 300 },
      (_, index) => `job ${index} of queue q${index % 7} did ${index % 3 ? 'a' : 'b'} thing`,
    );

    expect(templatesOf(lines)).toEqual(templatesOf(lines));
  });
});
