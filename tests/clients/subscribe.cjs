// graphql-ws against our service: node subscribe.cjs URL AUTHORIZATION COMPOUND CASE
// A query, a feed from the beginning, and the same feed cut off and gone on with.
const { createClient } = require('graphql-ws');
const WebSocket = require('ws');

const [url, authorization, compound, id] = process.argv.slice(2);
const FEED = `subscription ($compound: ID, $after: Position) {
  compoundFeed(compoundId: $compound, after: $after) { position type }
}`;

const client = () => createClient({
  url,
  webSocketImpl: WebSocket,
  connectionParams: { Authorization: authorization },
});

async function query() {
  const asked = client();
  const query = 'query ($id: ID!) { case(id: $id) { status } }';
  for await (const answer of asked.iterate({ query, variables: { id } })) {
    await asked.dispose();
    return answer.data;
  }
}

async function follow(after, count) {
  const following = client();
  const told = [];
  const variables = { compound, after };
  for await (const answer of following.iterate({ query: FEED, variables })) {
    if (answer.errors) throw new Error(JSON.stringify(answer.errors));
    told.push(answer.data.compoundFeed);
    if (told.length === count) break;
  }
  await following.dispose();
  return told;
}

(async () => {
  const asked = await query();
  const whole = await follow(0, 3);
  const first = await follow(0, 1);
  const rest = await follow(first[0].position, 2);
  console.log(JSON.stringify({ query: asked, whole, first, rest }));
  process.exit(0);
})();
