// How @graphql-codegen makes the types of our client: of the committed schema.
const whole = ["Dm2", "Fen", "Position", "Rate", "Whole"];
const text = ["Base64", "Date", "DateTime"];
const as = (names, type) => Object.fromEntries(names.map((name) => [name, type]));

module.exports = {
  schema: process.env.SCHEMA,
  documents: ["client.ts"],
  emitLegacyCommonJSImports: false,
  generates: {
    "./made/": {
      preset: "client",
      config: {
        documentMode: "string",
        strictScalars: true,
        scalars: { ...as(whole, "number"), ...as(text, "string"), JSON: "unknown" },
      },
    },
  },
};
