/**
 * Sends samples to a real Prometheus through its remote-write receiver. Unlike a text import this carries stale markers,
 * which are one particular NaN. The protobuf message is written by hand and wrapped in Snappy without compressing it.
 */
import type { SyntheticSeries } from './synthetic-series.js';

const STALE_BITS = 0x7ff0000000000002n;
const NAN_BITS = 0x7ff8000000000001n;
const MAX_LITERAL = 65_536;

/** Writes all series; throws with Prometheus' answer when it refuses them. */
export async function remoteWrite(url: string, series: readonly SyntheticSeries[]): Promise<void> {
  const body = Buffer.concat(series.map((one) => field(1, timeSeries(one))));
  const answer = await fetch(`${url}/api/v1/write`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-protobuf',
      'content-encoding': 'snappy',
      'x-prometheus-remote-write-version': '0.1.0',
    },
    body: new Uint8Array(snappyLiteral(body)),
  });
  if (!answer.ok)
    throw new Error(`Prometheus refused the samples (${answer.status}): ${await answer.text()}`);
}

function timeSeries({ labels, samples }: SyntheticSeries): Buffer {
  const sorted = Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Buffer.concat([
    ...sorted.map(([name, value]) =>
      field(1, Buffer.concat([field(1, Buffer.from(name)), field(2, Buffer.from(value))])),
    ),
    ...samples.map(([timeMs, value]) => field(2, sample(timeMs, value))),
  ]);
}

function sample(timeMs: number, value: number | undefined): Buffer {
  const double = Buffer.alloc(9);
  double[0] = (1 << 3) | 1;
  if (value === undefined) double.writeBigUInt64LE(STALE_BITS, 1);
  else if (Number.isNaN(value)) double.writeBigUInt64LE(NAN_BITS, 1);
  else double.writeDoubleLE(value, 1);
  return Buffer.concat([double, Buffer.from([2 << 3]), varint(timeMs)]);
}

/** A length-delimited protobuf field. */
function field(number: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.from([(number << 3) | 2]), varint(content.length), content]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  return Buffer.from([...bytes, rest]);
}

function snappyLiteral(content: Buffer): Buffer {
  const parts: Buffer[] = [varint(content.length)];
  for (let from = 0; from < content.length; from += MAX_LITERAL) {
    const chunk = content.subarray(from, from + MAX_LITERAL);
    const length = chunk.length - 1;
    parts.push(Buffer.from([61 << 2, length & 0xff, length >> 8]), chunk);
  }
  return Buffer.concat(parts);
}
