/** "Firewatch is looking at the metrics…": what the app says it is doing in a thread. */
import { useEffect, useState } from 'react';
import { usePage } from '../state/context.js';
import { Avatar } from '../avatar.js';

/** How long each of several loading messages stays. */
const TURN_MS = 2500;

interface Activity {
  readonly status: string;
  readonly loading_messages: readonly string[];
}

export function useActivity(channel: string, threadTs: string): Activity | undefined {
  const { agent } = usePage();
  if (agent === undefined) return undefined;
  const inPane = agent.channel === channel ? agent.threads[threadTs] : undefined;
  const found = inPane ?? agent.statuses.find((one) => one.channel === channel && one.thread_ts === threadTs);
  return found === undefined || found.status === '' ? undefined : found;
}

export function StatusLine({ channel, threadTs }: { channel: string; threadTs: string }) {
  const { info, personOf } = usePage();
  const activity = useActivity(channel, threadTs);
  const lines = activity?.loading_messages ?? [];
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    if (lines.length < 2) return undefined;
    const timer = setInterval(() => setTurn((before) => before + 1), TURN_MS);
    return () => clearInterval(timer);
  }, [lines.length]);
  if (activity === undefined) return null;
  const name = personOf(info.bot_user)?.real_name ?? 'The app';
  return (
    <div className="status-line" role="status">
      <Avatar user={info.bot_user} size={20} />
      <span className="shimmer">
        {lines.length > 0 ? lines[turn % lines.length] : `${name} ${activity.status}`}
      </span>
    </div>
  );
}
