/** Long texts a page at a time, each with a button for the next one. */
import { ACTIONS } from '../../ids.js';
import { bold, buttonRow, paragraph, type Block, type MessageContent } from './block-kit.js';
import { fitMessage, splitPages } from './budget.js';
import { escapeMrkdwn } from './escape.js';

const TITLE = 250;

/** `page` counts from 1; one that does not exist (any more) shows the last. `valueOf` makes the button's value of a page. */
export function showPage(
  title: string,
  blocks: readonly Block[],
  { page, valueOf }: { readonly page: number; readonly valueOf: (page: number) => string },
): MessageContent {
  const pages = splitPages(blocks);
  const number = Math.min(Math.max(1, Math.trunc(page) || 1), pages.length);
  const heading = pages.length === 1 ? title : `${title}, page ${number} of ${pages.length}`;
  const next = {
    actionId: ACTIONS.showMore,
    value: valueOf(number + 1),
    text: `Show page ${number + 1}`,
  };
  return fitMessage({
    text: escapeMrkdwn(heading, TITLE),
    blocks: [
      paragraph([bold(heading, TITLE)]),
      ...(pages[number - 1] ?? []),
      ...(number < pages.length ? [buttonRow(next)] : []),
    ],
  });
}
