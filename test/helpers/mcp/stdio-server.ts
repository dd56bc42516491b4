/** The toolbox as a process that speaks over its standard input and output. Its releases are its environment's names. */
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { createToolbox, createToolboxServer } from './toolbox.js';

const box = createToolbox();
box.releases = JSON.stringify(Object.keys(process.env).toSorted());
await createToolboxServer(box).connect(new StdioServerTransport());
