/**
 * What jest's JSON results say, for `.ci/run`:
 *   results.mjs failed FILE...  names the test files that failed
 *   results.mjs count FILE...   prints the plain count; of a test file that ran twice the later run counts
 */
import { readFileSync } from 'node:fs';

const [command, ...files] = process.argv.slice(2);
const runs = files.map((file) => JSON.parse(readFileSync(file, 'utf8')));
// A file that could not even be loaded has failed without a failed test.
const hasFailed = (suite) => suite.status === 'failed';

if (command === 'failed') {
  for (const suite of runs.flatMap((run) => run.testResults)) if (hasFailed(suite)) console.log(suite.name);
} else {
  const suites = new Map(runs.flatMap((run) => run.testResults.map((suite) => [suite.name, suite])));
  const count = { passed: 0, failed: runs.some((run) => run.numTotalTests === 0) ? 1 : 0, pending: 0 };
  for (const suite of suites.values()) {
    const states = suite.assertionResults.map(({ status }) => status);
    for (const status of states) count[status === 'todo' ? 'pending' : status] += 1;
    if (hasFailed(suite) && !states.includes('failed')) count.failed += 1;
  }
  console.log(`${count.passed} passed, ${count.failed} failed, ${count.pending} skipped`);
}
