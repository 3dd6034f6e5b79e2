// Verifies messages with the npm package of Standard Webhooks: which of them hold.
const { Webhook } = require("standardwebhooks");

let text = "";
process.stdin.on("data", (part) => (text += part));
process.stdin.on("end", () => {
  const verdicts = JSON.parse(text).map(({ secret, headers, body }) => {
    try {
      new Webhook(secret).verify(body, headers);
      return true;
    } catch {
      return false;
    }
  });
  console.log(JSON.stringify(verdicts));
});
