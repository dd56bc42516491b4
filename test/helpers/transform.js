/**
 * Jest's transform for TypeScript. Tests run in a context of their own, where looking up a global such as `Math` takes
 * far longer than elsewhere: a file looks up once what it uses of the language itself.
 */
import swc from '@swc/jest';

const GLOBALS =
  'Array BigInt Boolean Buffer Date Error Intl JSON Map Math Number Object Promise RegExp Set String Symbol URL Uint8Array WeakMap';
const USES = GLOBALS.split(' ').map((name) => ({
  name,
  used: new RegExp(`\\b${name}\\b`),
  declared: new RegExp(`(?:class|const|import|let) ${name}\\b|import[^;]*\\b${name}\\b[^;]*from `),
}));
const VERSION = '2';

export default {
  createTransformer(options) {
    const { process, processAsync, getCacheKey, ...rest } = swc.createTransformer(options);
    return {
      ...rest,
      getCacheKey: (...args) => getCacheKey(...args) + VERSION,
      process: (source, ...args) => lookUpOnce(source, process(source, ...args)),
      processAsync: async (source, ...args) => lookUpOnce(source, await processAsync(source, ...args)),
    };
  },
};

/** On the first line, so that no line moves. */
function lookUpOnce(source, result) {
  const names = USES.filter(({ used, declared }) => used.test(source) && !declared.test(source));
  if (names.length === 0) return result;
  const list = names.map(({ name }) => name).join(', ');
  return { ...result, code: `const { ${list} } = globalThis;${result.code}` };
}
