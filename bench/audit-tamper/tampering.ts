/** What somebody with a superuser's rights may do to the audit log, each kind as often as the others. */
import type { Sql } from '../../src/storage/database.js';
import type { Dice } from '../random/dice.js';
import { rehashFrom, shiftNumbers } from './rewrite.js';

/** Changes a log of `size` entries, numbered from 1, none of which is newer than an anchor. */
type Tamper = (sql: Sql, size: number, dice: Dice) => Promise<number>;

export const TAMPERINGS: Readonly<Record<string, Tamper>> = {
  async 'edit of one field'(sql, size, dice) {
    const seq = dice.whole(1, size);
    const change = dice.pick([
      `actor = '{"kind":"person","id":"U0INTRUDER"}'`,
      `event = event || ' '`,
      `subject = subject || '0'`,
      `details = details || '{"outcome":"all is well"}'`,
      `details = jsonb_set(details, '{share}', to_jsonb((details->>'share')::numeric + 1e-30))`,
      `hash = translate(hash, '0123456789abcdef', '123456789abcdef0')`,
      `previous_hash = translate(previous_hash, '0123456789abcdef', '123456789abcdef0')`,
    ]);
    await sql.query(`UPDATE firewatch.audit SET ${change} WHERE seq = $1`, [seq]);
    return seq;
  },

  async 'edit with its own new hash'(sql, size, dice) {
    const seq = dice.whole(1, size);
    await edit(sql, seq);
    await rehashFrom(sql, seq, seq);
    return seq;
  },

  async deletion(sql, size, dice) {
    const seq = dice.whole(1, size - 1);
    const count = dice.whole(1, Math.min(5, size - seq));
    await sql.query('DELETE FROM firewatch.audit WHERE seq >= $1 AND seq < $2', [seq, seq + count]);
    return seq;
  },

  async 'deletion, numbers closed up'(sql, size, dice) {
    const seq = dice.whole(1, size - 1);
    await sql.query('DELETE FROM firewatch.audit WHERE seq = $1', [seq]);
    await shiftNumbers(sql, seq, -1);
    return seq;
  },

  async insertion(sql, size, dice) {
    const seq = dice.whole(1, size);
    await shiftNumbers(sql, seq - 1, 1);
    await copy(sql, seq + 1, seq);
    await edit(sql, seq);
    await rehashFrom(sql, seq, seq);
    return seq;
  },

  async swap(sql, size, dice) {
    const first = dice.whole(1, size - 1);
    const second = dice.whole(first + 1, size);
    await sql.query('UPDATE firewatch.audit SET seq = 0 WHERE seq = $1', [first]);
    await sql.query('UPDATE firewatch.audit SET seq = $1 WHERE seq = $2', [first, second]);
    await sql.query('UPDATE firewatch.audit SET seq = $1 WHERE seq = 0', [second]);
    return first;
  },

  async 'tail cut'(sql, size, dice) {
    const seq = dice.whole(1, size);
    await sql.query('DELETE FROM firewatch.audit WHERE seq >= $1', [seq]);
    return seq;
  },

  async 'second entry with one number'(sql, size, dice) {
    const seq = dice.whole(1, size);
    await sql.query('ALTER TABLE firewatch.audit DROP CONSTRAINT audit_pkey');
    await copy(sql, seq, seq);
    return seq;
  },

  async 'fork: old backup, then other entries'(sql, size, dice) {
    const seq = dice.whole(2, size);
    const now = dice.whole(seq, size);
    await sql.query('DELETE FROM firewatch.audit WHERE seq > $1', [now]);
    await sql.query(
      `UPDATE firewatch.audit SET event = 'proposal.rejected', subject = gen_random_uuid()::text WHERE seq >= $1`,
      [seq],
    );
    await rehashFrom(sql, seq, now);
    return seq;
  },

  async 're-hash of all from one on'(sql, size, dice) {
    const seq = dice.whole(1, size);
    await edit(sql, seq);
    await rehashFrom(sql, seq, size);
    return seq;
  },

  async 'clock rewrite'(sql, size, dice) {
    const seq = dice.whole(1, size);
    const by = dice.pick(['1 microsecond', '1 millisecond', '-1 second', '1 hour', '-2 days', '-4000 years']);
    await sql.query(`UPDATE firewatch.audit SET at = at + $2::interval WHERE seq = $1`, [seq, by]);
    return seq;
  },

  async 'clock rewrite, re-hashed'(sql, size, dice) {
    const seq = dice.whole(1, size);
    const by = dice.pick(['1 millisecond', '-1 second', '1 hour', '-2 days']);
    await sql.query(`UPDATE firewatch.audit SET at = at + $2::interval WHERE seq >= $1`, [seq, by]);
    await rehashFrom(sql, seq, size);
    return seq;
  },
};

async function edit(sql: Sql, seq: number): Promise<void> {
  await sql.query(`UPDATE firewatch.audit SET actor = '{"kind":"person","id":"U0INTRUDER"}' WHERE seq = $1`, [
    seq,
  ]);
}

async function copy(sql: Sql, from: number, to: number): Promise<void> {
  await sql.query(
    `INSERT INTO firewatch.audit SELECT $2::bigint, at, actor, event, subject, details, previous_hash, hash
     FROM firewatch.audit WHERE seq = $1`,
    [from, to],
  );
}
