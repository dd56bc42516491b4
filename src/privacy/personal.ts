/** Data that tells who a person is, or whose money it is. Every function looks at a bounded stretch of text. */

const LOCAL_PART = /[\w.%+'-]/;
const DOMAIN = /[A-Za-z\d-]{1,63}(?:\.[A-Za-z\d-]{1,63}){0,8}/y;
/** What stands after the last point of a systemd unit, a file or a template, and of no address. */
const NO_DOMAIN =
  /\.(?:service|socket|timer|mount|target|slice|scope|device|js|ts|mjs|py|rb|go|java|json|ya?ml)$/i;
const TOP_LEVEL = /\.[A-Za-z][A-Za-z-]{1,24}$/;

/** The e-mail address around the `@` at `at`; nothing before `floor` is looked at. */
export function findEmail(text: string, at: number, floor: number): { start: number; end: number } | null {
  let start = at;
  while (start > floor && at - start < 64 && LOCAL_PART.test(text[start - 1] ?? '')) start -= 1;
  while (start < at && !/[A-Za-z\d_]/.test(text[start] ?? '')) start += 1;
  if (start === at || text.slice(start, at) === 'git') return null;
  DOMAIN.lastIndex = at + 1;
  const domain = (DOMAIN.exec(text)?.[0] ?? '').replace(/[-.]+$/, '');
  if (!TOP_LEVEL.test(domain) || NO_DOMAIN.test(domain)) return null;
  return { start, end: at + 1 + domain.length };
}

const PHONE = /\+[1-9]\d{0,2}(?:[ .-]?\(?\d{1,5}\)?){2,6}/y;

/** The phone number in international form whose `+` is at `at`: 9 to 15 digits (E.164 ends at 15). */
export function findPhone(text: string, at: number): { end: number } | null {
  PHONE.lastIndex = at;
  const [number] = PHONE.exec(text) ?? [];
  if (number === undefined) return null;
  const digits = number.replaceAll(/\D/g, '').length;
  const isCutOff = /[\w%]/.test(text[at + number.length] ?? '');
  return digits >= 9 && digits <= 15 && !isCutOff ? { end: at + number.length } : null;
}

const CARD = /(?:\d{4}[ -]\d{4}[ -]\d{4}[ -]\d{4}|3[47]\d{2}[ -]\d{6}[ -]\d{5}|\d{14,16})(?![\w.-])/y;
const ISSUER = /^(?:4|5[1-5]|2[2-7]|6(?:011|4[4-9]|5)|35|3[47]|3[068])/;

/** The payment card whose first digit is at `at`, where a word begins. */
export function findCard(text: string, at: number): { end: number } | null {
  CARD.lastIndex = at;
  const [number] = CARD.exec(text) ?? [];
  if (number === undefined) return null;
  const digits = number.replaceAll(/\D/g, '');
  const length = /^3[47]/.test(digits) ? 15 : /^3[068]/.test(digits) ? 14 : 16;
  return digits.length === length && ISSUER.test(digits) && isLuhn(digits)
    ? { end: at + number.length }
    : null;
}

function isLuhn(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const digit = Number(digits[digits.length - 1 - index]);
    const doubled = index % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

const IBAN = /[A-Z]{2}\d{2}(?:[A-Z\d]{11,30}|(?: [A-Z\d]{4}){2,7}(?: [A-Z\d]{1,3})?)(?![A-Za-z\d])/y;

/** The bank account that begins at `at`, where a word begins (ISO 13616: the rest of 97 is 1). */
export function findIban(text: string, at: number): { end: number } | null {
  IBAN.lastIndex = at;
  const [account] = IBAN.exec(text) ?? [];
  if (account === undefined) return null;
  const plain = account.replaceAll(' ', '');
  let rest = 0;
  for (const character of plain.slice(4) + plain.slice(0, 4))
    for (const digit of String(Number.parseInt(character, 36))) rest = (rest * 10 + Number(digit)) % 97;
  return rest === 1 ? { end: at + account.length } : null;
}
