/** All migrations in order. A published one is never edited: a change is a new number. */
import { initial } from './0001-initial.js';
import { slackExperience } from './0002-slack-experience.js';
import { recall } from './0003-recall.js';
import { agent } from './0004-agent.js';
import { looksSetAside } from './0005-looks-set-aside.js';
import { remediation } from './0006-remediation.js';
import { promotionRules } from './0007-promotion-rules.js';
import { plans } from './0008-plans.js';
import { refusedDeliveries } from './0009-refused-deliveries.js';
import { pagingSync } from './0010-paging-sync.js';
import { impact } from './0011-impact.js';
import { alertListings } from './0012-alert-listings.js';
import { grouping } from './0013-grouping.js';
import { holds } from './0014-holds.js';
import { alertIndexes } from './0015-alert-indexes.js';
import { growth } from './0016-growth.js';
import { knownCauses } from './0017-known-causes.js';
import { whatWaits } from './0018-what-waits.js';

export interface Migration {
  readonly number: number;
  readonly name: string;
  /** One or more statements. Must be safe while the previous version still runs. */
  readonly sql: string;
}

export const migrations: readonly Migration[] = [
  initial,
  slackExperience,
  recall,
  agent,
  looksSetAside,
  remediation,
  promotionRules,
  plans,
  refusedDeliveries,
  pagingSync,
  impact,
  alertListings,
  grouping,
  holds,
  alertIndexes,
  growth,
  knownCauses,
  whatWaits,
];
