import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from '@jest/globals';
import { createChartRenderer } from '../../src/charts/create-chart-renderer.js';
import type { ChartPicture } from '../../src/charts/draw-chart.js';
import { sampleChart } from './sample-chart.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const renderer = createChartRenderer();
afterAll(() => renderer.close());

/** Reads size and kind from the file itself. */
function readPng(png: Uint8Array) {
  const file = Buffer.from(png);
  return {
    signature: file.toString('latin1', 1, 4),
    width: file.readUInt32BE(16),
    height: file.readUInt32BE(20),
  };
}

async function drawn(changes: Parameters<typeof sampleChart>[0] = {}): Promise<ChartPicture> {
  const picture = await renderer.render(sampleChart(changes));
  if (!picture) throw new Error('nothing was drawn');
  return picture;
}

describe('the chart renderer', () => {
  test('gives a PNG 1,400 pixels wide and about half as high', async () => {
    const { png, width, height } = await drawn();

    expect(readPng(png)).toEqual({ signature: 'PNG', width: 1400, height: 720 });
    expect({ width, height }).toEqual({ width: 1400, height: 720 });
    expect(png.length).toBeLessThan(300_000);
  });

  test('really draws text: without its font a picture would be mute, and nobody told', async () => {
    const blank = { title: '', subtitle: null, changes: [], threshold: null };
    const mute = await drawn(blank);
    const titled = await drawn({ ...blank, title: 'Failing share of checkout' });
    const other = await drawn({ ...blank, title: 'Failing share of payments' });

    expect(titled.png.length).toBeGreaterThan(mute.png.length + 1000);
    expect(Buffer.compare(titled.png, other.png)).not.toBe(0);
  });

  test('draws each mark', async () => {
    const all = await drawn();
    const less = await Promise.all([
      drawn({ incident: null }),
      drawn({ onset: null }),
      drawn({ changes: [] }),
      drawn({ usual: null }),
      drawn({ threshold: null }),
    ]);

    for (const { png } of less) expect(Buffer.compare(png, all.png)).not.toBe(0);
  });

  test('gives the same picture for the same chart', async () => {
    expect(Buffer.compare((await drawn()).png, (await drawn()).png)).toBe(0);
  });

  test('draws nothing of nothing', async () => {
    expect(await renderer.render(sampleChart({ series: [] }))).toBeNull();
  });

  test('does not hold up the program meanwhile', async () => {
    await drawn();
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    for (let index = 0; index < 10; index += 1) await drawn();
    delay.disable();

    // In this thread each drawing would block for about 50 ms; half of them may meet a busy machine.
    expect(delay.percentile(50) / 1e6).toBeLessThan(40);
  });

  test('goes on after a chart that its thread did not survive', async () => {
    const own = createChartRenderer({ timeoutMs: 30_000 });
    // What cannot be drawn at all, though the type forbids it, is an error of this chart alone.
    const broken = own.render({ ...sampleChart(), series: null } as unknown as ReturnType<
      typeof sampleChart
    >);

    await expect(broken).rejects.toThrow('could not be drawn');
    expect(await own.render(sampleChart())).not.toBeNull();
    await own.close();
  });

  test('gives up after its time, and the next call has a new thread', async () => {
    const own = createChartRenderer({ timeoutMs: 1 });

    await expect(own.render(sampleChart())).rejects.toThrow('was not drawn within 1 ms');
    await own.close();
    await expect(own.render(sampleChart())).rejects.toThrow('is closed');
  });

  test('ends an idle thread, and starts another when needed', async () => {
    const own = createChartRenderer({ idleMs: 1 });

    await own.render(sampleChart());
    await new Promise((resolve) => setTimeout(resolve, 50));

    expect(await own.render(sampleChart())).not.toBeNull();
    await own.close();
  });

  test('can be told to expect a chart, and neither draws nor stays for that', async () => {
    const own = createChartRenderer({ idleMs: 1 });

    own.warmUp();
    await new Promise((resolve) => setTimeout(resolve, 50));
    own.warmUp();

    expect(await own.render(sampleChart())).not.toBeNull();
    await own.close();
    own.warmUp();
    await expect(own.render(sampleChart())).rejects.toThrow('is closed');
  });

  test('works from the built program, and does not keep it running', () => {
    const folder = mkdtempSync(join(tmpdir(), 'firewatch-built-'));
    try {
      execFileSync(
        process.execPath,
        [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json', '--outDir', folder],
        { cwd: ROOT },
      );
      cpSync(join(ROOT, 'src/charts/fonts'), join(folder, 'src/charts/fonts'), { recursive: true });
      symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
      writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
      writeFileSync(
        join(folder, 'draw.js'),
        `import { createChartRenderer } from './src/charts/create-chart-renderer.js';
         const picture = await createChartRenderer().render(${JSON.stringify(sampleChart())});
         process.stdout.write(Buffer.from(picture.png).toString('base64'));`,
      );

      const { status, stdout, stderr } = spawnSync(process.execPath, [join(folder, 'draw.js')], {
        encoding: 'utf8',
        timeout: 50_000,
        maxBuffer: 4_000_000,
      });

      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect(readPng(Buffer.from(stdout, 'base64'))).toEqual({ signature: 'PNG', width: 1400, height: 720 });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }, 90_000);
});
