/** Tables: plain ones, and data tables with a caption, sorting and pages. */
import { type ReactNode, useState } from 'react';
import type { Json } from '../state/client.js';
import { asObjects, asString } from '../text/read-json.js';
import { PlainText } from '../text/rich.js';
import { Icon } from '../icons.js';
import { RichText } from './rich-text.js';

const PAGE_SIZE = 10;

function rowsOf(block: Json): readonly (readonly Json[])[] {
  return Array.isArray(block['rows']) ? block['rows'].map(asObjects) : [];
}

function numberOf(cell: Json | undefined): number | undefined {
  if (cell?.['type'] === 'raw_number') return Number(cell['value']);
  const text = asString(cell?.['text']).trim();
  const match = /^[-+$€]?\s*([\d,]*\.?\d+)\s*(%|ms|s|min|h|\/s)?$/.exec(text);
  return match === null
    ? undefined
    : Number((text.startsWith('-') ? '-' : '') + (match[1] ?? '').replaceAll(',', ''));
}

function drawCell(cell: Json): ReactNode {
  if (cell['type'] === 'rich_text') return <RichText block={cell} />;
  if (cell['type'] === 'raw_number') return asString(cell['text'], String(cell['value']));
  return <PlainText text={asString(cell['text'])} />;
}

function alignOf(settings: Json | undefined, cell: Json): 'left' | 'center' | 'right' {
  const align = settings?.['align'];
  if (align === 'center' || align === 'right' || align === 'left') return align;
  return cell['type'] === 'raw_number' ? 'right' : 'left';
}

/** Scrolls sideways by itself when it is too wide. */
function TableFrame({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="table-frame" role="region" aria-label={label} tabIndex={0}>
      <table>{children}</table>
    </div>
  );
}

export function Table({ block }: { block: Json }) {
  const [head, ...rows] = rowsOf(block);
  const settings = asObjects(block['column_settings']);
  return (
    <TableFrame label="Table">
      <thead>
        <tr>
          {(head ?? []).map((cell, index) => (
            <th key={index} scope="col" style={{ textAlign: alignOf(settings[index], cell) }}>
              {drawCell(cell)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, line) => (
          <tr key={line}>
            {row.map((cell, index) => (
              <td
                key={index}
                className={settings[index]?.['is_wrapped'] === true ? undefined : 'one-line'}
                style={{ textAlign: alignOf(settings[index], cell) }}
              >
                {drawCell(cell)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </TableFrame>
  );
}

interface Order {
  readonly column: number;
  readonly isDown: boolean;
}

function sorted(rows: readonly (readonly Json[])[], order: Order | undefined) {
  if (order === undefined) return rows;
  const { column, isDown } = order;
  const compared = [...rows].sort((a, b) => {
    const [one, two] = [numberOf(a[column]), numberOf(b[column])];
    if (one !== undefined && two !== undefined) return one - two;
    return asString(a[column]?.['text']).localeCompare(asString(b[column]?.['text']));
  });
  return isDown ? compared.reverse() : compared;
}

export function DataTable({ block }: { block: Json }) {
  const [order, setOrder] = useState<Order>();
  const [page, setPage] = useState(0);
  const [head, ...all] = rowsOf(block);
  const size = Number(block['page_size'] ?? PAGE_SIZE);
  const pages = Math.max(1, Math.ceil(all.length / size));
  const shown = sorted(all, order).slice(page * size, (page + 1) * size);
  const caption = asString(block['caption']);
  const headerColumn = block['row_header_column_index'];
  return (
    <div className="data-table">
      <TableFrame label={caption}>
        <caption>{caption}</caption>
        <thead>
          <tr>
            {(head ?? []).map((cell, column) => {
              const isSorted = order?.column === column;
              const isNumber = numberOf(all[0]?.[column]) !== undefined;
              return (
                <th
                  key={column}
                  scope="col"
                  style={{ textAlign: isNumber ? 'right' : 'left' }}
                  aria-sort={isSorted ? (order.isDown ? 'descending' : 'ascending') : 'none'}
                >
                  <button
                    type="button"
                    onClick={() => setOrder({ column, isDown: isSorted ? !order.isDown : isNumber })}
                  >
                    {drawCell(cell)}{' '}
                    <span aria-hidden="true">{isSorted ? (order.isDown ? '↓' : '↑') : ''}</span>
                  </button>
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>
          {shown.map((row, line) => (
            <tr key={line}>
              {row.map((cell, column) => {
                const style = { textAlign: numberOf(cell) === undefined ? 'left' : 'right' } as const;
                return column === headerColumn ? (
                  <th key={column} scope="row" style={style}>
                    {drawCell(cell)}
                  </th>
                ) : (
                  <td key={column} style={style}>
                    {drawCell(cell)}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </TableFrame>
      {pages > 1 && (
        <div className="pages">
          <span role="status">
            {page * size + 1}–{Math.min(all.length, (page + 1) * size)} of {all.length}
          </span>
          <button
            type="button"
            className="icon"
            aria-label="Previous rows"
            disabled={page === 0}
            onClick={() => setPage(page - 1)}
          >
            <Icon name="back" size={14} />
          </button>
          <button
            type="button"
            className="icon"
            aria-label="Next rows"
            disabled={page >= pages - 1}
            onClick={() => setPage(page + 1)}
          >
            <Icon name="next" size={14} />
          </button>
        </div>
      )}
    </div>
  );
}
