// What the official parser says of an AsyncAPI document: node check_asyncapi.cjs FILE
const { readFileSync } = require('node:fs');
const { Parser } = require('@asyncapi/parser');

(async () => {
  const text = readFileSync(process.argv[2], 'utf8');
  const { document, diagnostics } = await new Parser().parse(text);
  console.log(JSON.stringify({
    errors: diagnostics.filter((each) => each.severity === 0),
    channels: document ? document.channels().all().length : 0,
    messages: document ? document.messages().all().length : 0,
  }));
})();
