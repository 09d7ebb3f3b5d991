// Loaded into Azurite's process by `node --require`. The parent holds the other end of standard input: when it closes it, or
// dies in whatever way (kill -9 too), the stream ends and Azurite shuts down as on SIGTERM, writing its tables to disk first.
'use strict';

const graceMilliseconds = 10000;

// A dead parent reads no output either; a broken pipe must not end the shutdown half-way.
process.stdout.on('error', () => {});
process.stderr.on('error', () => {});

// Ctrl-C reaches every process of a terminal. The parent decides when the storage goes: last, after those that use it.
const once = process.once.bind(process);
process.once = (event, listener) => (event === 'SIGINT' ? process : once(event, listener));
process.on('SIGINT', () => {});

// A server that closes waits for its clients to hang up, and clients keep connections for seconds in case they need them again.
// Those that lie idle go at once, those at work get a moment.
const workMilliseconds = 500;
const { Server } = require('http');
const close = Server.prototype.close;
Server.prototype.close = function (done) {
  const closing = close.call(this, done);
  this.closeIdleConnections();
  setTimeout(() => this.closeAllConnections(), workMilliseconds).unref();
  return closing;
};

process.stdin.on('error', () => {});
process.stdin.on('close', () => {
  // Connections that clients keep open hold the servers for long; what matters is on disk well before.
  setTimeout(() => process.exit(0), graceMilliseconds).unref();
  if (!process.emit('SIGTERM')) process.exit(0);
});
process.stdin.resume();
if (process.stdin.unref) process.stdin.unref();
