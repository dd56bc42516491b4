/**
 * Secrets of makers that do not exist: names, prefixes, alphabets and lengths are drawn by lot, so that no rule can have
 * been written for them. They stand where secrets stand: environments, files, headers, addresses, command lines, code.
 */
import type { Sample } from './corpus.js';
import { createLot, DIGITS, HEX, LOWER, MIXED, type Lot } from './lot.js';

type Draw = (lot: Lot) => string;

const ALPHABETS: readonly [string, ...string[]] = [
  HEX,
  LOWER + DIGITS,
  MIXED,
  `${MIXED}_-`,
  (LOWER + DIGITS).toUpperCase(),
];
const syllable: Draw = (lot) =>
  lot.pick(['ba', 'dro', 'fli', 'gor', 'ku', 'lem', 'nix', 'pra', 'quo', 'ster', 'vo', 'zan']);
const maker: Draw = (lot) => syllable(lot) + syllable(lot) + syllable(lot);
const role: Draw = (lot) =>
  lot.pick([
    'token',
    'secret',
    'api_key',
    'access_token',
    'client_secret',
    'auth_token',
    'private_key',
    'signing_secret',
  ]);
const opaque: Draw = (lot) => withDigit(lot, lot.text(lot.pick(ALPHABETS), 20 + lot.number(44)));
const withDigit = (lot: Lot, text: string) => (/\d/.test(text) ? text : `${text}${lot.number(10)}`);
const marked: Draw = (lot) =>
  `${maker(lot).slice(0, 4)}_${lot.pick(['sk', 'pat', 'token', 'secret', 'key'])}_${withDigit(lot, lot.text(MIXED, 24 + lot.number(16)))}`;
const chosen: Draw = (lot) =>
  `${lot.pick(['Summer', 'dragon', 'Kaffee', 'blue-horse', 'Tr4in'])}${lot.pick(['!', '#', '$', '_', '.'])}${10 + lot.number(9989)}`;

const camel = (name: string) => name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

const PLACES: Readonly<Record<string, (lot: Lot) => { text: string; secret: string }>> = {
  'environment variable': (lot) =>
    place(opaque(lot), (value) => `export ${maker(lot).toUpperCase()}_${role(lot).toUpperCase()}=${value}`),
  'JSON member': (lot) =>
    place(
      opaque(lot),
      (value) =>
        `{"service":"${maker(lot)}","${camel(`${maker(lot)}_${role(lot)}`)}":"${value}","retries":3}`,
    ),
  'JSON in a log line': (lot) =>
    place(opaque(lot), (value) => `2026-11-22 ERROR body={\\"${role(lot)}\\":\\"${value}\\"} status=401`),
  'YAML file': (lot) =>
    place(opaque(lot), (value) => `  ${maker(lot)}-${role(lot).replaceAll('_', '-')}: ${value}`),
  'YAML password': (lot) => place(chosen(lot), (value) => `    password: ${value}`),
  'quoted password': (lot) => place(chosen(lot), (value) => `db.${maker(lot)}.passwd = '${value}'`),
  'query of an address': (lot) =>
    place(
      withDigit(lot, lot.text(MIXED, 32)),
      (value) => `GET https://api.${maker(lot)}.test/v1/items?limit=5&${role(lot)}=${value}&page=2 403`,
    ),
  'user of an address': (lot) =>
    place(
      chosen(lot).replaceAll(/[#$]/g, '-'),
      (value) => `dial amqp://${maker(lot)}:${value}@queue.internal:5672/vhost failed`,
    ),
  'bearer header': (lot) => place(opaque(lot), (value) => `> Authorization: Bearer ${value}`),
  'header of its own': (lot) =>
    place(
      opaque(lot),
      (value) => `< X-${maker(lot)}-${lot.pick(['Api-Key', 'Auth-Token', 'Access-Token'])}: ${value}`,
    ),
  'flag with blank': (lot) =>
    place(
      opaque(lot),
      (value) => `exec: ${maker(lot)}ctl login --${role(lot).replaceAll('_', '-')} ${value} --verbose`,
    ),
  'flag with sign': (lot) =>
    place(chosen(lot), (value) => `exec: ${maker(lot)}ctl login --user=app --password=${value}`),
  'connection string': (lot) =>
    place(chosen(lot), (value) => `Server=tcp:db1;Database=shop;User Id=app;Password=${value};Encrypt=true`),
  'XML element': (lot) =>
    place(opaque(lot), (value) => `<config><${camel(role(lot))}>${value}</${camel(role(lot))}></config>`),
  'marked token alone': (lot) => place(marked(lot), (value) => `WARN rejected ${value} from 10.1.2.3`),
  'token in a sentence': (lot) =>
    place(
      opaque(lot),
      (value) =>
        `refresh failed, the ${lot.pick(['token', 'secret', 'api key', 'access token'])} is ${value}`,
    ),
  'assignment in code': (lot) =>
    place(opaque(lot), (value) => `const ${camel(`${maker(lot)}_${role(lot)}`)} = "${value}";`),
  'private key': (lot) => {
    const secret = lot.text(`${MIXED}+/`, 64);
    return { secret, text: `-----BEGIN PRIVATE KEY-----\n${secret}\n-----END PRIVATE KEY-----` };
  },
  cookie: (lot) =>
    place(
      withDigit(lot, lot.text(MIXED, 32)),
      (value) => `Cookie: theme=dark; ${maker(lot)}_sid=${value}; lang=de`,
    ),
};

function place(secret: string, write: (value: string) => string): { text: string; secret: string } {
  return { secret, text: write(secret) };
}

/** `perKind` samples of each place. */
export function inventedSecrets(perKind: number, seed = 11): Sample[] {
  const lot = createLot(seed);
  return Object.entries(PLACES).flatMap(([kind, draw]) =>
    Array.from({ length: perKind }, () => {
      const { text, secret } = draw(lot);
      return { kind, text, secrets: [secret] };
    }),
  );
}
