// npm's `graphql-ws` asks, commands, watches, is cut off, and goes on where it was.
// Arguments: host and port, token, id of a compound. Prints what it was told as JSON.
const { createClient } = require("graphql-ws");
const WebSocket = require("ws");

const [address, token, compound] = process.argv.slice(2);
let socket;

const client = createClient({
  url: `ws://${address}/graphql`,
  webSocketImpl: WebSocket,
  connectionParams: { Authorization: `Bearer ${token}`, "Accept-Language": "en" },
  retryAttempts: 0,
  lazyCloseTimeout: 0,
  on: { connected: (opened) => { socket = opened; } },
});

const QUERY = "{ cases(first: 2) { nodes { id } } }";
const REPORT = `mutation ($compound: ID!) { reportCase(input: {
  channel: APP, category: "PIP-02", title: "下水道堵塞", compoundId: $compound
}) { __typename ... on CaseChanged { id position } } }`;
const FEED = `subscription ($compound: ID!, $after: Position) {
  compoundFeed(compoundId: $compound, after: $after) { position id type } }`;

async function once(query, variables) {
  for await (const { data, errors } of client.iterate({ query, variables })) {
    if (errors) throw new Error(JSON.stringify(errors));
    return data;
  }
}

const report = async () => (await once(REPORT, { compound })).reportCase;

async function main() {
  const found = await once(QUERY);
  const before = await report();
  const feed = client.iterate({
    query: FEED, variables: { compound, after: before.position - 1 },
  });
  const first = (await feed.next()).value.data.compoundFeed;
  const cut = feed.next().then(() => "told", () => "cut");
  socket.terminate();
  const ended = await cut;
  const missed = await report();
  const resumed = client.iterate({
    query: FEED, variables: { compound, after: first.position },
  });
  const next = (await resumed.next()).value.data.compoundFeed;
  console.log(JSON.stringify(
    { found: found.cases.nodes.length, before, first, ended, missed, next }));
  await client.dispose();
}

main().then(() => process.exit(0), (error) => { console.error(error); process.exit(1); });
