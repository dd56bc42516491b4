/** What the operator decides about grouping. */
export interface GroupingSettings {
  /**
   * Alerts of neighbouring services join while the incident's last alert began less than so many seconds before. Rolling;
   * five minutes is PagerDuty's least and default.
   */
  readonly withinSeconds: number;
  /** And while the incident itself began less than so many seconds before. ServiceNow's greatest age of a group: 30 min. */
  readonly spanSeconds: number;
  /**
   * Alerts of the same service join while its last alert began less than so many seconds before. Six hours is the longest
   * window of the alerts that page by the SRE workbook (chapter 5): so late may one trouble's last alert begin.
   */
  readonly sameServiceSeconds: number;
  /** Longest path of calls between two services that still counts as neighbouring. */
  readonly maxDistance: number;
  /** An incident takes no more alerts than this by likeness, so that a bad catalogue cannot swallow everything. */
  readonly maxAlerts: number;
}
