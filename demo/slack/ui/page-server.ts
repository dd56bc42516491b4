/** Serves the page: bundled in memory at the first request, nothing written to disk. */
import type { ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { sendText } from '../http/request.js';

interface Bundle {
  readonly script: Buffer;
  readonly style: Buffer;
}

const HTML = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, interactive-widget=resizes-content">
<meta name="color-scheme" content="light dark">
<title>Firewatch demo workspace</title>
<link rel="icon" href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Ctext y='26' font-size='26'%3E%F0%9F%94%A5%3C/text%3E%3C/svg%3E">
<link rel="stylesheet" href="/page.css">
</head>
<body><div id="root"></div><script type="module" src="/page.js"></script></body>
</html>
`;

async function bundle(): Promise<Bundle> {
  const result = await build({
    entryPoints: { page: fileURLToPath(new URL('../page/main.tsx', import.meta.url)) },
    bundle: true,
    write: false,
    outdir: 'page',
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    minify: true,
    legalComments: 'none',
    define: { 'process.env.NODE_ENV': '"production"' },
  });
  const find = (ending: string): Buffer =>
    Buffer.from(result.outputFiles.find((file) => file.path.endsWith(ending))?.contents ?? []);
  return { script: find('.js'), style: find('.css') };
}

export function createPageServer() {
  let bundled: Promise<Bundle> | undefined;
  const getBundle = (): Promise<Bundle> => (bundled ??= bundle());

  return {
    async handle(pathname: string, response: ServerResponse): Promise<void> {
      if (pathname === '/page.js') {
        sendText(response, 200, (await getBundle()).script, 'text/javascript; charset=utf-8');
      } else if (pathname === '/page.css') {
        sendText(response, 200, (await getBundle()).style, 'text/css; charset=utf-8');
      } else if (pathname === '/' || pathname.startsWith('/archives/') || pathname.startsWith('/docs/')) {
        sendText(response, 200, HTML, 'text/html; charset=utf-8');
      } else {
        sendText(response, 404, 'There is nothing at this address.');
      }
    },
  };
}
