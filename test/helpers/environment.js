/**
 * Jest's environment for Node, which also lets go of a suite's modules when it is over. Without that a worker that has run
 * a hundred suites holds the modules of all of them, and spends half of its time with them.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import vm from 'node:vm';
import { TestEnvironment } from 'jest-environment-node';

const modules = [];
const storages = new Set();

const wrapOf = Object.getOwnPropertySymbols(new vm.SourceTextModule('')).find(
  ({ description }) => description === 'kWrap',
);

// Jest makes its modules with what it finds in `node:vm`.
vm.SourceTextModule = class extends vm.SourceTextModule {
  constructor(...args) {
    super(...args);
    modules.push(this);
  }
};

const enable = AsyncLocalStorage.prototype._enable;
AsyncLocalStorage.prototype._enable = function () {
  storages.add(this);
  return enable.call(this);
};

export default class extends TestEnvironment {
  async teardown() {
    await super.teardown();
    // Node 20 forgets what a module was linked to only when that very module is instantiated, not when one that imports it is.
    for (const module of modules.splice(0)) {
      if (module.status === 'evaluated') module[wrapOf]?.instantiate();
    }
    // One that was ever used is asked at each promise that is made, by whoever.
    for (const storage of storages) storage.disable();
    storages.clear();
  }
}
