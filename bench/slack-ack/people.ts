/** People at a steady rate, open-loop: commands, and clicks on whatever button the newest messages offer. */
import type { LocalSlack } from '../../demo/slack/local-slack.js';

const CHANNEL = 'C0INCIDENTS';
const USERS = ['U0ALICE', 'U0BOB', 'U0CAROL'];
const COMMANDS = ['list', 'help', 'show 1', 'ack 2', 'show 57'];

export interface Acks {
  readonly commandsMs: readonly number[];
  readonly clicksMs: readonly number[];
  /** What Slack gave up on after three seconds. */
  readonly failed: number;
}

export async function actLikePeople(
  slack: LocalSlack,
  settings: { perSecond: number; seconds: number },
): Promise<Acks> {
  const { control } = slack;
  const firstSeq = control.log().length;
  const running: Promise<unknown>[] = [];
  const total = Math.round(settings.perSecond * settings.seconds);
  const startedAt = performance.now();
  for (let index = 0; index < total; index += 1) {
    const waitMs = startedAt + (index / settings.perSecond) * 1000 - performance.now();
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    const user = USERS[index % USERS.length] ?? 'U0ALICE';
    const act = index % 2 === 0 ? command(index, user) : click(index, user);
    running.push(act.catch(() => undefined));
  }
  await Promise.all(running);

  const acks = control.log(firstSeq).filter((entry) => entry.kind === 'envelope.acked');
  const of = (type: string) => acks.filter((entry) => entry.type === type).map(({ ackMs }) => ackMs);
  return {
    commandsMs: of('slash_commands'),
    clicksMs: of('interactive'),
    failed: control.log(firstSeq).filter(({ kind }) => kind === 'envelope.failed').length,
  };

  async function command(index: number, user: string): Promise<void> {
    const text = `/incident ${COMMANDS[index % COMMANDS.length]}`;
    await control.people.command({ user, channel: CHANNEL, text });
  }

  async function click(index: number, user: string): Promise<void> {
    const withButtons = control.messages(CHANNEL).flatMap(({ ts, blocks }) => {
      const actionId = findButton(blocks);
      return actionId === undefined ? [] : [{ ts, actionId }];
    });
    const chosen = withButtons[index % Math.max(1, withButtons.length)];
    if (chosen) await control.people.click({ user, channel: CHANNEL, ...chosen });
  }
}

/** The action id of the first button that opens no other page. */
export function findButton(value: unknown): string | undefined {
  if (Array.isArray(value)) {
    for (const item of value) {
      const found = findButton(item);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { type, action_id: actionId, url } = value as Record<string, unknown>;
  if (type === 'button' && typeof actionId === 'string' && url === undefined) return actionId;
  return findButton(Object.values(value));
}
