// Loaded into Azurite's process by `node --require`. Azurite keeps its tables in lokijs, which takes a save for done before it is. One that
// fails, as on a full disk, is never made up for unless something else changes. Here the tables count as changed again, so that the next
// save writes them, and the last save, at the end, is tried for as long as the end is waited for.
'use strict';

const againMilliseconds = 250;
const Module = require('module');
const load = Module._load;
const patched = new WeakSet();

Module._load = function (request, ...rest) {
  const loaded = load.call(this, request, ...rest);
  if (request === 'lokijs' && !patched.has(loaded)) {
    patched.add(loaded);
    saveAgain(loaded.prototype);
  }
  return loaded;
};

function saveAgain(loki) {
  const { saveDatabaseInternal: save, close } = loki;
  loki.saveDatabaseInternal = function (done) {
    save.call(this, (error) => {
      if (error) {
        for (const collection of this.collections) collection.dirty = true;
        if (this.isClosing) return setTimeout(() => this.saveDatabaseInternal(done), againMilliseconds);
      }
      if (done) done(error);
    });
  };
  loki.close = function (done) {
    this.isClosing = true;
    return close.call(this, done);
  };
}
