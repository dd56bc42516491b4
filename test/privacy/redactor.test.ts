import { describe, expect, test } from '@jest/globals';
import { createRedactor, RedactionError } from '../../src/privacy/redactor.js';

const KEY = 'a key of the tests alone';
const newRedactor = () => createRedactor({ key: KEY });
/** Put together here, so that no scanner of repositories takes the test for a leak. */
const joined = (...parts: string[]) => parts.join('');
const RANDOM = joined('q8Zt2mXv', '7LpR4kWs', '9BnY3cJh', '6DfG');

const SECRETS: readonly (readonly [string, string, string])[] = [
  ['an environment variable', `export DB_PASSWORD=correct`, 'correct'],
  ['JSON', `{"dbPassword":"hunter2","port":5432}`, 'hunter2'],
  ['JSON inside a string', `body={\\"api_key\\":\\"${RANDOM}\\"}`, RANDOM],
  ['YAML', `  password: hunter2`, 'hunter2'],
  ['an address', `postgres://app:s3cr/et@db:5432/shop`, 's3cr/et'],
  ['a query', `https://api.example.com/v1?access_token=${RANDOM}&page=2`, RANDOM],
  ['a flag', `deploy --token ${RANDOM} --dry-run`, RANDOM],
  ['a connection string', `Server=db;Password=Ab!cd;Encrypt=true`, 'Ab!cd'],
  ['a bearer header', `Authorization: Bearer ${RANDOM}`, RANDOM],
  ['a basic header', `curl -H "Authorization: Basic dXNlcjpwYXNz" https://x`, 'dXNlcjpwYXNz'],
  ['cookies', `Cookie: theme=dark; sid=${RANDOM}`, RANDOM],
  ['a key of AWS', joined('AKIA', 'IOSFODNN7EXAMPLE'), joined('AKIA', 'IOSFODNN7EXAMPLE')],
  ['a key of an unknown maker', `rejected acme_sk_${RANDOM}`, RANDOM],
  ['a web token', joined('eyJhbGciOiJIUzI1NiJ9', '.eyJzdWIiOiIxIn0', '.abc-def'), 'eyJzdWIiOiIxIn0'],
  [
    'a private key',
    joined('-----BEGIN RSA PRIVATE', ' KEY-----\nMIIEabc\n-----END RSA PRIVATE KEY-----'),
    'MIIEabc',
  ],
  ['a private key without end', joined('-----BEGIN PRIVATE', ` KEY-----\n${RANDOM}${RANDOM}`), RANDOM],
  ['a file of logins', 'machine ftp.example.com login bob password tiger#48', 'tiger#48'],
  ['SQL', "CREATE USER 'app'@'%' IDENTIFIED BY 'letme1n8';", 'letme1n8'],
  ['a line of a Dockerfile', `ENV API_TOKEN ${RANDOM}`, RANDOM],
  ['a sentence on a change', 'password for bob was changed to S3cur315', 'S3cur315'],
  ['a sentence with quotes', "Incorrect password 'zebra_84062' for bob", 'zebra_84062'],
  ['the user of a command', "curl --user 'elastic:kX9%83' http://es:9200", 'kX9%83'],
  ['the short flag of a command', 'sshpass -p Qwerty_80 scp a root@h:/x', 'Qwerty_80'],
  ['the joined flag of a command', 'mysql -h db -u root -pPassw0rd shop', 'Passw0rd'],
  [
    'a hashed password',
    'root:$6$8RPHZwG6$ODRUMBSLhflXL5HfzLjLHYZ0FLr7:19000',
    'ODRUMBSLhflXL5HfzLjLHYZ0FLr7',
  ],
  ['an address of a Go driver', 'open "root:tiger!94@tcp(10.0.0.1:3306)/shop"', 'tiger!94'],
  ['an address of Oracle', 'jdbc:oracle:thin:scott/R3javNHC@//dbhost:1521/ORCL', 'R3javNHC'],
  ['a name and a value apart', '{"name":"DB_PASSWORD","value":"M0nday!5"}', 'M0nday!5'],
  ['the environment of a pod', '- name: DB_PASSWORD\n  value: M0nday!5', 'M0nday!5'],
  ['JSON in JSON in JSON', 'msg="{\\\\\\"password\\\\\\":\\\\\\"Qwerty#72\\\\\\"}"', 'Qwerty#72'],
  [
    'a key named after its owner',
    'CRONITOR_KEY=6ea0ac1057ea1e0d746f17676e071e6f',
    '6ea0ac1057ea1e0d746f17676e071e6f',
  ],
  [
    'a long name of a header',
    'Ocp-Apim-Subscription-Key: 1b65faa869c79c168581d39377ec4180',
    '1b65faa869c79c168581d39377ec4180',
  ],
  ['a column of settings', "define('AUTH_KEY',         'z9TR-VqjhcBT=sn7Qw3Bx');", 'z9TR-VqjhcBT=sn7Qw3Bx'],
  [
    'a secret of Azure',
    `key ${joined('M7w8Q', '~rkWMAjML7JBuZoyeu08c4OjDZmoT55V_2')} expired`,
    'rkWMAjML7JBuZoyeu08c4OjDZmoT55V',
  ],
  ['an e-mail address', 'mail ada@example.com now', 'ada@example.com'],
  ['a phone number', 'call +49 170 1234567 now', '170 1234567'],
  ['a payment card', 'card 4111 1111 1111 1111 declined', '4111 1111 1111 1111'],
  ['a bank account', 'to DE89 3704 0044 0532 0130 00 failed', '0532 0130'],
];

describe('the redactor', () => {
  test.each(SECRETS)('replaces what is secret in %s', (_, text, secret) => {
    const { text: redacted, found } = newRedactor().redact(text);

    expect(redacted).not.toContain(secret);
    expect(found).toHaveLength(1);
  });

  test.each(SECRETS)('leaves what it has replaced in %s alone', (_, text) => {
    const redactor = newRedactor();
    const { text: once } = redactor.redact(text);

    expect(redactor.redact(once)).toEqual({ text: once, found: [] });
  });

  test.each(SECRETS)('puts back whom %s names, and never a secret', (_, text, value) => {
    const redactor = newRedactor();
    const { text: once, found } = redactor.redact(text);

    const restored = redactor.restore(once);

    const isPerson = found.every(({ group }) => group === 'person');
    expect(restored).toBe(isPerson ? text : once);
    expect(restored.includes(value)).toBe(isPerson);
  });

  test('leaves placeholders alone that it never gave', () => {
    const redactor = newRedactor();
    redactor.redact('mail ada@example.com');

    expect(redactor.restore('<person:email:1> <secret:password:2>')).toBe(
      '<person:email:1> <secret:password:2>',
    );
  });

  test.each([
    'trace_id=4bf92f3577b34da6a3ce929d0e0e4736 request_id=2a9bb076-e485-ae57-39ad-227cf1fb0fe4',
    'Failed password for root from 10.0.0.1 port 22',
    'token expired; tokens_used=512 token_type=bearer',
    'password: ${DB_PASSWORD} secretName: checkout-db',
    'cache_key=4bf92f3577b34da6a3ce929d0e0e4736 sort-key: 2a9bb076e485ae5739ad227cf1fb0fe4',
    'docker run -u 1000:1000 --user www-data:www-data app -p 8080:80',
    'password reset for user17 was sent to the queue mail2 at 12:30',
    'file:///app/dist/server/imlsawcno-rmKHOOKS7x.js:819:77 inputTokens: 120_000',
    'password="\nrefresh of page2 failed',
    'image@sha256:4bf92f3577b34da6a3ce929d0e0e47364bf92f3577b34da6a3ce929d0e0e4736',
    'lodash@4.17.21 getty@tty1.service git@github.com:org/repo.git',
    'at 2026-11-22T21:00:00+02:00, 4111111111111112 bytes, +15 %',
    'connect 192.168.1.7:5432 via postgres://db.internal:5432/shop',
  ])('keeps what is needed to find the cause: %s', (text) => {
    expect(newRedactor().redact(text).text).toBe(text);
  });

  test('gives one value one placeholder wherever it stands, and another value another', () => {
    const { text } = newRedactor().redact('password=alpha1 password=beta2\npwd: alpha1');

    const [, one, two, again] =
      /^password=(<secret:password:\d+>) password=(<secret:password:\d+>)\npwd: (.+)$/.exec(text) ?? [];
    expect(again).toBe(one);
    expect(two).not.toBe(one);
  });

  test('gives the same placeholders after a restart, whatever it meets first', () => {
    const before = newRedactor().redact('password=alpha1 then password=beta2').text;
    const after = newRedactor();
    after.redact('x password=beta2');

    expect(after.redact('password=alpha1 then password=beta2').text).toBe(before);
    expect(createRedactor({ key: 'another key of the tests' }).redact('password=alpha1').text).not.toBe(
      newRedactor().redact('password=alpha1').text,
    );
  });

  test('finds what stands at the end of a line of a megabyte', () => {
    const line = `{"data":"${'Zm9v'.repeat(250_000)}","password":"hunter2"}`;

    expect(newRedactor().redact(line).text).toMatch(/"<secret:password:\d+>"\}$/);
  });

  test('redacts a secret that is cut across two pieces, wherever the cut is', () => {
    for (const [, secretText] of SECRETS) {
      const text = `before\n${secretText}\nafter\n`;
      const whole = newRedactor().redact(text).text;
      for (let cut = 0; cut <= text.length; cut += 1) {
        const stream = newRedactor().stream();
        expect(stream.push(text.slice(0, cut)) + stream.push(text.slice(cut)) + stream.end()).toBe(whole);
      }
    }
  });
});

describe('a redactor that cannot do its work', () => {
  test('gives nothing back for a text that is too long', () => {
    const redactor = createRedactor({ key: KEY, limits: { characters: 10 } });

    expect(() => redactor.redact('eleven char')).toThrow(RedactionError);
  });

  test('gives nothing back when a rule fails, and does not repeat the text', () => {
    const redactor = createRedactor({
      key: KEY,
      scan: () => {
        throw new Error('broken at hunter2');
      },
    });

    expect(() => redactor.redact('password=hunter2')).toThrow(
      new RedactionError('A privacy rule failed; the text is withheld.'),
    );
  });

  test('gives nothing back when time is up', () => {
    let time = 0;
    const redactor = createRedactor({ key: KEY, limits: { milliseconds: 5 }, now: () => (time += 3) });

    expect(() => redactor.redact('a b '.repeat(100_000))).toThrow('longer than 5 ms');
  });

  test('ends a stream whose line does not end', () => {
    const stream = createRedactor({ key: KEY, limits: { lineCharacters: 100 } }).stream();

    expect(() => stream.push('x'.repeat(101))).toThrow('A line is longer than 100 characters.');
    expect(() => stream.push('\n')).toThrow('The stream is over.');
  });

  test('refuses a key that could be guessed', () => {
    expect(() => createRedactor({ key: 'short' })).toThrow('at least 16 bytes');
  });
});
