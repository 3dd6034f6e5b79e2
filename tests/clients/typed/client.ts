// A client with types that were generated from the schema; it asks and commands.
import { graphql } from "./made/index.js";
import type { TypedDocumentString } from "./made/graphql.js";

const [url = "", authorization = ""] = process.argv.slice(2);

async function run<Result, Variables>(
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
): Promise<Result> {
  const answer = await fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json", Authorization: authorization },
    body: JSON.stringify({ query: document.toString(), variables }),
  });
  const { data, errors } = (await answer.json()) as { data: Result; errors?: unknown };
  if (errors) throw new Error(JSON.stringify(errors));
  return data;
}

const Report = graphql(`
  mutation Report($input: ReportCaseInput!) {
    reportCase(input: $input) {
      __typename
      ... on CaseChanged { id version }
      ... on Refusal { code }
    }
  }
`);
const One = graphql(`
  query One($id: ID!) {
    case(id: $id) { status dueAt milestones { name overdue } }
  }
`);

const input = { channel: "APP", category: "PIP-02", title: "下水道堵塞" } as const;
const { reportCase } = await run(Report, { input });
if (reportCase.__typename !== "CaseChanged") throw new Error(reportCase.code);
const found = await run(One, { id: reportCase.id });
const status: string | undefined = found.case?.status;
console.log(JSON.stringify({ version: reportCase.version, status }));
