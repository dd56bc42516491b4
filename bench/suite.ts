/** The contract of a benchmark: one suite per file in suites/, listed in suites/index.ts. */

export interface SuiteOptions {
  /** Folder with data sets, from `--data`; null when the suite has to do without. */
  readonly data: string | null;
  /** What else stood on the command line, for the suite to read. */
  readonly flags: readonly string[];
  /** Tells the person at the terminal what happens, on standard error. */
  say(sentence: string): void;
}

export interface SuiteReport {
  readonly table: Table;
  /** Becomes the last line of the output, as one line of JSON. */
  readonly result: Readonly<Record<string, unknown>>;
}

export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
  /** Sentences below the table: what was left out, and why. */
  readonly notes?: readonly string[];
}

export interface Suite {
  /** @throws UserInputError for flags it does not understand. */
  run(options: SuiteOptions): Promise<SuiteReport>;
}

export interface ListedSuite {
  /** kebab-case, the file's name. */
  readonly name: string;
  /** One line: what is measured, and its own flags. */
  readonly description: string;
  load(): Promise<Suite>;
}
