/** Receives the report, as a call of submit_report or as text, and ends the run. A broken one may be sent again once. */
import { AIMessage, createMiddleware, HumanMessage, ToolMessage } from 'langchain';
import type { DeclaredTool } from '../langchain-tools.js';
import { readReport, readReportFromText, type ReportReading } from '../report/read-report.js';
import { Report } from '../report/report.js';
import type { Run } from '../run.js';

export const submitReport: DeclaredTool = {
  name: 'submit_report',
  description:
    'Hand in the result of the investigation and end it. Call it exactly once, when the evidence suffices or nothing more can be learned. It takes the whole report; nothing can be added later.',
  input: Report,
};

/** `findGap` says in a sentence what a well-formed report lacks, or null. */
export function collectReport(run: Run, findGap: (report: Report) => string | null) {
  function check(reading: ReportReading): ReportReading {
    const gap = reading.isOk ? findGap(reading.report) : null;
    return gap === null ? reading : { isOk: false, problems: gap };
  }

  /** Keeps a good report. Otherwise says whether another try is allowed. */
  function accept(given: ReportReading, reading: ReportReading): { retry: boolean } {
    if (reading.isOk) {
      run.report ??= reading.report;
      return { retry: false };
    }
    if (given.isOk) run.draft = given.report;
    if (run.repairsLeft > 0) {
      run.repairsLeft -= 1;
      return { retry: true };
    }
    if (given.isOk) run.stop ??= 'ungrounded';
    else run.stop ??= run.isCut ? 'answer_cut' : 'invalid_answer';
    return { retry: false };
  }

  return createMiddleware({
    name: 'CollectReport',
    beforeModel: {
      canJumpTo: ['end'],
      hook: () => (run.report || run.stop ? { jumpTo: 'end' as const } : undefined),
    },
    wrapToolCall(request, handler) {
      const { name, args, id } = request.toolCall;
      if (name !== submitReport.name) return handler(request);
      const given = readReport(args);
      const reading = check(given);
      accept(given, reading);
      return new ToolMessage({
        content: reading.isOk
          ? 'Received.'
          : `The report is not valid: ${reading.problems}. Send it again, whole.`,
        tool_call_id: id ?? '',
        name,
        status: reading.isOk ? 'success' : 'error',
      });
    },
    afterModel: {
      canJumpTo: ['model', 'end'],
      hook: ({ messages }) => {
        const answer = messages.at(-1);
        if (!AIMessage.isInstance(answer) || (answer.tool_calls?.length ?? 0) > 0) return undefined;
        const given = readReportFromText(answer.text);
        const reading = check(given);
        const { retry } = accept(given, reading);
        if (!retry) return { jumpTo: 'end' as const };
        const problem = run.isCut
          ? 'Your answer was cut off because it was too long.'
          : reading.isOk
            ? 'That was no call of a tool.'
            : `That was no valid report: ${reading.problems}.`;
        return {
          messages: [
            new HumanMessage(`${problem} Call submit_report now, with valid JSON, and keep it short.`),
          ],
          jumpTo: 'model' as const,
        };
      },
    },
  });
}
