// Reads so many events of a stream with NATS's own client; prints their ids as JSON.
const { connect } = require('@nats-io/transport-node');
const { jetstream } = require('@nats-io/jetstream');

(async () => {
  const [servers, stream, count] = process.argv.slice(2);
  const connection = await connect({ servers });
  const consumer = await jetstream(connection).consumers.get(stream);
  const told = await consumer.consume();
  const found = [];
  for await (const message of told) {
    const event = message.json();
    if (event.position !== message.headers.get('Gongshi-Position')) throw event;
    found.push(event.id);
    if (found.length === Number(count)) break;
  }
  console.log(JSON.stringify(found));
  await connection.close();
})();
