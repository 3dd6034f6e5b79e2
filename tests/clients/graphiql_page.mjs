// GraphiQL in a page, as its own documentation says.
import { createGraphiQLFetcher } from "@graphiql/toolkit";
import { GraphiQL } from "graphiql";
import { createElement } from "react";
import { createRoot } from "react-dom/client";
import "graphiql/style.css";

const WORKERS = { json: "json", graphql: "graphql" };
globalThis.MonacoEnvironment = {
  getWorker: (_, label) => new Worker(`./${WORKERS[label] ?? "editor"}.js`),
};
const initialQuery = `{
  cases(first: 2) { nodes { statusLabel history(first: 1) { nodes { label } } } }
}`;
const fetcher = createGraphiQLFetcher({ url: "/graphql" });
createRoot(document.getElementById("graphiql")).render(
  createElement(GraphiQL, { fetcher, initialQuery }),
);
