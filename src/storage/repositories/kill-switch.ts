import type { KillSwitchRepository } from '../../remediation/ports.js';
import type { Row, Sql } from '../database.js';
import { toJson, toText } from '../json.js';

type Switch = Row & Awaited<ReturnType<KillSwitchRepository['read']>>;

export function createKillSwitchRepository(sql: Sql): KillSwitchRepository {
  return {
    async read() {
      const [row] = await sql.query<Switch>(
        `SELECT coalesce(s.is_on, false) AS "isOn", coalesce(s.reason, '') AS reason, s.by, s.at, clock_timestamp() AS now
         FROM (SELECT 1) AS one LEFT JOIN firewatch.kill_switch AS s ON true`,
      );
      if (!row) throw new Error('The database did not say whether actions are stopped.');
      return row;
    },
    async set(isOn, { reason, by }) {
      const rows = await sql.query(
        `INSERT INTO firewatch.kill_switch (is_on, reason, by) VALUES ($1, $2, $3::jsonb)
         ON CONFLICT (id) DO UPDATE SET is_on = excluded.is_on, reason = excluded.reason, by = excluded.by,
           at = clock_timestamp() WHERE kill_switch.is_on <> excluded.is_on
         RETURNING is_on`,
        [isOn, toText(reason), toJson(by)],
      );
      // To allow what was never stopped changes nothing.
      return rows.length > 0;
    },
  };
}
