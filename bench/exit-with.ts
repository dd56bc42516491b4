/** How the commands of this folder end. */
import { UserInputError } from '../src/shared/errors.js';

/** Ends the process with the code that `main` resolves with: 2 and a sentence for a mistake of the caller, 1 for our own. */
export async function exitWith(main: (args: readonly string[]) => Promise<number>): Promise<never> {
  try {
    process.exit(await main(process.argv.slice(2)));
  } catch (error) {
    const isMistake = error instanceof UserInputError;
    process.stderr.write(`${isMistake ? error.message : ((error as Error).stack ?? String(error))}\n`);
    process.exit(isMistake ? 2 : 1);
  }
}
