/** Starts the bot again whenever its process dies, as a service manager would in production. */
import type { BotProcess } from './bot-process.js';

const PAUSE_MS = 1_000;

/**
 * `bot` is already running; `start` makes the next one. `say` gets one line per death. Stopping it ends the watch;
 * `kill` is a crash like any other.
 */
export function createRestartedBot(deps: {
  bot: BotProcess;
  start: () => BotProcess;
  say: (line: string) => void;
  pauseMs?: number;
}): BotProcess {
  const { say, pauseMs = PAUSE_MS } = deps;
  let bot = deps.bot;
  let isStopping = false;
  let timer: NodeJS.Timeout | undefined;
  let finish: (how: string) => void;
  const ended = new Promise<string>((resolve) => {
    finish = resolve;
  });

  function watch(): void {
    void bot.ended.then((how) => {
      if (isStopping) return;
      say(`Firewatch ended (${how}); starting it again.`);
      timer = setTimeout(() => {
        bot = deps.start();
        watch();
      }, pauseMs);
    });
  }
  watch();

  return {
    ended,
    waitUntilReady: () => bot.waitUntilReady(),
    kill: () => bot.kill(),
    async stop() {
      isStopping = true;
      clearTimeout(timer);
      await bot.stop();
      finish('stopped');
    },
  };
}
