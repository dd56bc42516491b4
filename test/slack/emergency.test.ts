/** A freeze that begins while a fix waits, and somebody who cannot wait for its end: with the whole bot. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import {
  alertOf,
  APPROVER,
  CHANNEL,
  findProposal,
  formAfter,
  keyOf,
  startBot,
  textOf,
  until,
  webhookOf,
  WEBHOOK,
} from '../helpers/bot.js';
import { closeAfterEach } from '../helpers/close-after-each.js';

const TIMEOUT_MS = 120_000;
const POLICY = `groups: { all: { users: [U0ALICE, U0BOB] } }
rules:
  - { name: two people, approvers: [all], approvals: 2 }
breakGlass: { approvers: [${APPROVER}] }
`;
const FREEZE = `freezes:
  - { name: Black Friday, from: 2020-01-01T00:00:00Z, to: 2099-01-01T00:00:00Z }
`;

const closeLater = closeAfterEach(TIMEOUT_MS);

test(
  'the card shows the freeze without a restart; past it one person approves, with a reason that all read',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'firewatch-emergency-'));
    closeLater(() => rm(folder, { recursive: true, force: true }));
    const policy = join(folder, 'policy.yaml');
    await writeFile(policy, POLICY);
    const bot = await startBot({ database: 'either', config: { approvals: { policy } } });
    closeLater(() => bot.close());
    await bot.post(WEBHOOK, webhookOf(alertOf()));
    const { ts } = await until('the proposal', () => findProposal(bot));
    const card = () => bot.messages().find((message) => message.ts === ts)!;
    expect(textOf(card())).toContain('Needs 2 people to approve');

    await writeFile(policy, `${POLICY}${FREEZE}`);
    await until('the freeze', () => (textOf(card()).includes('Changes are frozen') ? true : undefined));
    expect(textOf(card())).not.toContain('proposal.approve');

    const click = { user: APPROVER, channel: CHANNEL, ts, actionId: 'proposal.break_glass' };
    const form = await formAfter(bot, APPROVER, () => bot.slack.control.people.click(click));
    expect(JSON.stringify(form)).toContain('Black Friday');
    await bot.slack.control.people.submitView({
      user: APPROVER,
      viewId: String(form['id']),
      values: { reason: { reason: 'Nobody can pay, all else failed' } },
    });

    await until('the run', () => (textOf(card()).includes('past the rules') ? true : undefined));
    await until('the reason in the thread', () =>
      bot
        .messages()
        .find(
          (one) => keyOf(one).startsWith('note:') && textOf(one).includes('Nobody can pay, all else failed'),
        ),
    );
    expect(textOf(card())).toContain('Nobody can pay, all else failed');
  },
  TIMEOUT_MS,
);
