import { describe, expect, it } from "vitest";
import { CANARY_DATA, CANARY_VALUE, newSecret, PRECONDITIONS, secret } from "../support/api-objects.js";
import { Authority } from "../support/authority.js";
import { CANARY_TOKEN, failureOf, tlsCluster } from "../support/cluster.js";
import { type Answer, bytes, failure, html, json, type Received, reply } from "../support/fault-server.js";

/** All that a server could send back of what it was sent. */
function echo({ headers, body }: Received): string {
  return `${headers.authorization} ${body} ${CANARY_VALUE} ${CANARY_DATA.password}`;
}

function echoing(answer: (text: string) => Answer): Answer {
  return { play: (line) => answer(echo(line.request)).play(line) };
}

const details = (text: string) => ({
  name: text,
  kind: text,
  uid: text,
  causes: [{ reason: text, message: text, field: text }],
});

/**
 * Every error of these calls, each `-v` line and each warning is looked through for pieces of the planted values: by
 * `failureOf`, and at the end of the test by the client itself.
 */
describe("a server that sends everything back", () => {
  const cases: { title: string; answer: Answer }[] = [
    ...[400, 401, 403, 404, 409, 410, 413, 415, 422, 500, 503, 504].map((status) => ({
      title: `a message with ${status}`,
      answer: echoing((text) => failure(status, "Invalid", { message: text })),
    })),
    ...[400, 401, 403, 404, 409, 422, 500].map((status) => ({
      title: `everywhere in the Status with ${status}`,
      answer: echoing((text) =>
        failure(status, text, { message: text, details: details(text), metadata: { continue: text } }),
      ),
    })),
    {
      title: "a cause's field",
      answer: failure(422, "Invalid", {
        details: { causes: [{ reason: "FieldValueInvalid", field: CANARY_VALUE }] },
      }),
    },
    {
      title: "a cause's field with a key",
      answer: failure(422, "Invalid", {
        details: { causes: [{ reason: "FieldValueInvalid", field: `data[${CANARY_VALUE}]` }] },
      }),
    },
    { title: "a page", answer: echoing((text) => reply(502, { "Content-Type": "text/html" }, text)) },
    {
      title: "a page with 200",
      answer: echoing((text) => reply(200, { "Content-Type": "text/html" }, text)),
    },
    {
      title: "text that is no JSON",
      answer: echoing((text) => reply(200, { "Content-Type": "application/json" }, text)),
    },
    { title: "text that is no HTTP", answer: echoing((text) => bytes(text, "end")) },
    { title: "the content type", answer: reply(200, { "Content-Type": CANARY_VALUE }, "x") },
    {
      title: "a redirect",
      answer: echoing((text) => reply(307, { Location: `https://127.0.0.1:1/${encodeURIComponent(text)}` })),
    },
    {
      title: "the status line",
      answer: bytes(`HTTP/1.1 500 ${CANARY_VALUE}\r\nContent-Length: 0\r\n\r\n`, "end"),
    },
    { title: "another secret", answer: json(200, secret({ name: CANARY_VALUE, uid: CANARY_VALUE })) },
    {
      title: "a warning of what was sent",
      answer: failure(400, "BadRequest", {}, { Warning: `299 - "bad value ${CANARY_VALUE}"` }),
    },
    {
      title: "a warning of the base64",
      answer: failure(400, "BadRequest", {}, { Warning: `299 - "bad value ${CANARY_DATA.password}"` }),
    },
    {
      title: "a warning of the token",
      answer: failure(400, "BadRequest", {}, { Warning: `299 - "bad token ${CANARY_TOKEN}"` }),
    },
  ];
  it.each(cases)("$title", async ({ answer }) => {
    const authority = await Authority.create();
    const issued = await authority.issue({ ip: "127.0.0.1" });
    const { secrets } = await tlsCluster(authority, issued, () => answer);
    const calls = [
      () => secrets.create(newSecret()),
      () => secrets.create(newSecret(), true),
      () => secrets.delete("s3", PRECONDITIONS),
    ];
    for (const call of calls) await failureOf(call());
  });
});

it("a page in front of the API leaves no trace of itself", async () => {
  const authority = await Authority.create();
  const { secrets, traces, warnings } = await tlsCluster(
    authority,
    await authority.issue({ ip: "127.0.0.1" }),
    () => html(200),
  );
  const error = await failureOf(secrets.getWithValues("s3"));
  expect([...error.problems, ...traces, ...warnings, error.hint].join("\n")).not.toMatch(/log in|<h1>/);
});
