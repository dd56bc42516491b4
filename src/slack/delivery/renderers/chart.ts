/** The pictures of an incident's signals, or of whether a fix worked, in one message of the thread. */
import { chooseCharts } from '../../../workflows/charts/choose-charts.js';
import type { IncidentChart } from '../../../workflows/charts/incident-chart.js';
import { findVerificationChart, SIGNAL_CHARTS } from '../../../workflows/charts/message-charts.js';
import type { IncidentView } from '../../../workflows/reading/incident-view.js';
import { context, type Block, type MessageContent } from '../../blocks/kit/block-kit.js';
import { cleanText, escapeMrkdwn } from '../../blocks/kit/escape.js';
import type { PicturesWay } from '../rendered.js';
import { ofIncident, type RenderDeps } from './renderer.js';

/** Slack's own bounds for an image block. */
const MAX_ALT = 1900;
const MAX_CAPTION = 600;

export const renderChart = ofIncident((view, message, deps) => {
  const charts = chartsOf(view, message.subjectId);
  if (charts.length === 0) return undefined;
  const inWords = buildMessage(charts, []);
  return deps.drawChart ? { ...inWords, way: picturesOf(charts, deps.drawChart) } : inWords;
});

function chartsOf(view: IncidentView, subjectId: string | null): readonly IncidentChart[] {
  if (subjectId === SIGNAL_CHARTS) return chooseCharts(view);
  const verification = findVerificationChart(view, subjectId ?? '');
  return verification ? [verification] : [];
}

function picturesOf(
  charts: readonly IncidentChart[],
  drawChart: NonNullable<RenderDeps['drawChart']>,
): PicturesWay {
  return {
    kind: 'pictures',
    pictures: charts.map(({ key, chart }) => ({
      key: `chart:${key}`,
      filename: `chart-${key.slice(0, 12)}.png`,
      title: chart.title,
      alt: altOf(chart.alt),
      draw: () => drawChart(chart),
    })),
    withFiles: (fileIds) => buildMessage(charts, fileIds),
  };
}

/** Without its file, a chart is told in words: its alternative text holds the numbers. */
function buildMessage(charts: readonly IncidentChart[], fileIds: readonly string[]): MessageContent {
  const blocks = charts.flatMap(({ chart, caption }, index): Block[] => {
    const words = context(escapeMrkdwn(caption, MAX_CAPTION));
    const id = fileIds[index];
    if (id === undefined) return [words, context(escapeMrkdwn(chart.alt, MAX_ALT))];
    return [{ type: 'image', slack_file: { id }, alt_text: altOf(chart.alt) }, words];
  });
  return { text: charts.map(({ caption }) => escapeMrkdwn(caption, MAX_CAPTION)).join('\n'), blocks };
}

const altOf = (alt: string) => cleanText(alt, { max: MAX_ALT }) || 'Chart';
