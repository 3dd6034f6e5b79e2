// Commands by emmett's own handler: read the stream, decide, append at its version.
//
// Reads {connection, inFlight, count, payload} as JSON from standard input: `count`
// streams are begun with one event, then each gets one command, `inFlight` at a time.
// Prints {seconds} of the commands alone.
import { CommandHandler } from '@event-driven-io/emmett';
import { getPostgreSQLEventStore } from '@event-driven-io/emmett-postgresql';
import { randomUUID } from 'node:crypto';
import { text } from 'node:stream/consumers';
import pg from 'pg';

const { connection, inFlight, count, payload } = JSON.parse(await text(process.stdin));
const pool = new pg.Pool({ ...connection, max: 16 });
const url = `postgresql://${connection.user}@localhost/${connection.database}`;
const store = getPostgreSQLEventStore(url, { connectionOptions: { pool } });

const handle = CommandHandler({
  initialState: () => ({ status: 'none' }),
  evolve: (state, { type }) => ({
    status: type === 'Reported' ? 'reported' : 'accepted',
  }),
});

const event = (type) => ({ type, data: { payload } });

const accept = (state) => {
  if (state.status !== 'reported') throw new Error(state.status);
  return event('Accepted');
};

const everyOne = async (streams, work) => {
  const waiting = streams.values();
  const worker = async () => {
    for (const stream of waiting) await work(stream);
  };
  await Promise.all(Array.from({ length: inFlight }, worker));
};

const streams = Array.from({ length: count }, () => `case-${randomUUID()}`);
await everyOne(streams.slice(0, 1), (s) => store.appendToStream(s, [event('Reported')]));
await everyOne(streams.slice(1), (s) => store.appendToStream(s, [event('Reported')]));

const started = process.hrtime.bigint();
await everyOne(streams, (stream) => handle(store, stream, accept));
const seconds = Number(process.hrtime.bigint() - started) / 1e9;

await store.close();
await pool.end();
console.log(JSON.stringify({ seconds }));
