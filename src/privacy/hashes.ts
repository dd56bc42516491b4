/** Hashed passwords as systems keep them: `$6$salt$hash`, `$2y$10$…`, `$argon2id$…`. They can be tried against. */
const CRYPT =
  /\$(?:[156y7]|2[abxy]?|gy|apr1|md5|sha1|argon2(?:id|i|d)|pbkdf2[\w-]{0,20}|scrypt|bcrypt-sha256)\$[\w./+=,$-]{20,256}/y;

/** Two of them, as a name of a class has them, and what is no hash: told apart by digits and both cases. */
export function findPasswordHash(text: string, at: number): { start: number; end: number } | null {
  CRYPT.lastIndex = at;
  const found = CRYPT.exec(text)?.[0];
  if (found === undefined || !/\d/.test(found.slice(3)) || !/[A-Z]/.test(found)) return null;
  return { start: at, end: at + found.length };
}

/** What stands behind the `@`, and before it the user, the sign between, and the password. */
const DRIVERS: readonly (readonly [RegExp, RegExp])[] = [
  [/^(?:tcp|udp|unix)\(/, /[\w.-]{1,64}:([^\s"'`=(<>]{1,128})$/],
  [/^\/\/[\w.-]{1,253}:\d{2,5}[/:]/, /[\w.-]{1,64}\/([^\s"'`=(<>/]{1,128})$/],
];

/** `bob:secret@tcp(db:3306)` of Go drivers and `scott/tiger@//db:1521/x` of Oracle; the `@` is at `at`. */
export function findDriverPassword(
  text: string,
  at: number,
  floor: number,
): { start: number; end: number } | null {
  const address = text.slice(at + 1, at + 270);
  const before = DRIVERS.find(([behind]) => behind.test(address))?.[1];
  const password = before?.exec(text.slice(Math.max(floor, at - 200), at))?.[1];
  return password === undefined ? null : { start: at - password.length, end: at };
}
