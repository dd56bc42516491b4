/** Who is in the demo's workspace: everybody of a fresh one, and a lead, because some decisions are not for the people on call. */
import { SEED_CHANNELS, SEED_USERS, type ChannelSeed, type UserSeed } from './slack/workspace/seed.js';

const LEAD = { id: 'U0DANA', name: 'dana', realName: 'Dana Novak', title: 'Platform lead' };

export const DEMO_USERS: readonly UserSeed[] = SEED_USERS.flatMap((user) =>
  user.id === 'U0CAROL' ? [LEAD, user] : [user],
);

export const DEMO_CHANNELS: readonly ChannelSeed[] = SEED_CHANNELS.map((channel) => ({
  ...channel,
  members: [...channel.members, LEAD.id],
}));
