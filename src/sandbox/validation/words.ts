import { goQuote } from "../../apimachinery/go-quote.js";
import type { Expectation, SelectorFlaw } from "../../apimachinery/label-selector.js";
import {
  type DataKeyFlaw,
  dataKeyFlaws,
  dnsLabelFlaws,
  type Flaw,
  labelValueFlaws,
  MAX_DATA_KEY,
  MAX_DNS_LABEL,
  MAX_LABEL_PART,
  MAX_SUBDOMAIN,
  qualifiedNameFlaws,
  subdomainFlaws,
} from "../../apimachinery/names.js";
import { isPrivateKeyType, type TlsPairFlaw } from "../../apimachinery/tls-pair.js";

/** What the API server says against names and labels, word for word; nothing when they are good. */

const SUBDOMAIN_RULE =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const LABEL_RULE =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const NAME_PART_RULE =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const LABEL_VALUE_RULE =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
const DATA_KEY_RULE =
  "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";

export function subdomainErrors(name: string): string[] {
  return subdomainFlaws(name).map((flaw) => words(flaw, MAX_SUBDOMAIN, SUBDOMAIN_RULE));
}

export function dnsLabelErrors(name: string): string[] {
  return dnsLabelFlaws(name).map((flaw) =>
    flaw === "dots" ? "must not contain dots" : words(flaw, MAX_DNS_LABEL, LABEL_RULE),
  );
}

export function labelValueErrors(value: string): string[] {
  return labelValueFlaws(value).map((flaw) => words(flaw, MAX_LABEL_PART, LABEL_VALUE_RULE, "bytes"));
}

export function qualifiedNameErrors(key: string): string[] {
  return qualifiedNameFlaws(key).map(({ part, flaw }) => {
    if (part === "whole") {
      return `a valid label key ${NAME_PART_RULE} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`;
    }
    if (flaw === "empty") return `${part} part must be non-empty`;
    return part === "prefix"
      ? `prefix part ${words(flaw, MAX_SUBDOMAIN, SUBDOMAIN_RULE, "bytes")}`
      : `name part ${words(flaw, MAX_LABEL_PART, NAME_PART_RULE, "bytes")}`;
  });
}

export function dataKeyErrors(key: string): string[] {
  const say = (flaw: DataKeyFlaw): string => {
    if (flaw === "dots") return `must not be '${key}'`;
    return flaw === "dot prefix" ? "must not start with '..'" : words(flaw, MAX_DATA_KEY, DATA_KEY_RULE);
  };
  return dataKeyFlaws(key).map(say);
}

/** What the server says against a label selector. */
export function selectorMessage(flaw: SelectorFlaw): string {
  switch (flaw.kind) {
    case "syntax": {
      // The server forgets this comma.
      const comma = flaw.expected === "list" ? "" : ",";
      const text = `found '${flaw.found}'${comma} expected: ${EXPECTED[flaw.expected]}`;
      return flaw.requirement ? `unable to parse requirement: ${text}` : text;
    }
    case "key":
      return `unable to parse requirement: ${invalidValue("<nil>", flaw.key, qualifiedNameErrors(flaw.key))}`;
    case "values": {
      const problems = flaw.values.map(({ at, value }) =>
        invalidValue(`values[${at}][${flaw.key}]`, value, labelValueErrors(value)),
      );
      return `unable to parse requirement: ${problems.length === 1 ? problems[0] : `[${problems.join(", ")}]`}`;
    }
    case "number":
      return `unable to parse requirement: ${invalidValue("values[0]", flaw.value, ["for 'Gt', 'Lt' operators, the value must be an integer"])}`;
  }
}

const EXPECTED: Readonly<Record<Expectation, string>> = {
  start: "!, identifier, or 'end of string'",
  operator: "in, notin, =, ==, !=, gt, lt",
  identifier: "identifier",
  "comma or end": "',' or 'end of string'",
  "identifier after comma": "identifier after ','",
  list: "'('",
  "first value": "',', ')' or identifier",
  "comma or list end": "',' or ')'",
  "comma or value": "',', or identifier",
};

function invalidValue(field: string, value: string, problems: readonly string[]): string {
  return `${field}: Invalid value: ${goQuote(value)}: ${problems.join("; ")}`;
}

/** Go's `tls.X509KeyPair`. */
export function tlsMessage(flaw: TlsPairFlaw): string {
  switch (flaw.kind) {
    case "no PEM":
      return `tls: failed to find any PEM data in ${flaw.input} input`;
    case "other PEM":
      return otherPem(flaw.input, flaw.types);
    case "certificate":
      return "x509: malformed certificate";
    case "key":
      return "tls: failed to parse private key";
    case "other type":
      return "tls: private key type does not match public key type";
    case "no match":
      return "tls: private key does not match public key";
  }
}

function otherPem(input: "certificate" | "key", types: readonly string[]): string {
  const isSwitched =
    input === "certificate"
      ? types.length === 1 && isPrivateKeyType(types[0] ?? "")
      : types[0] === "CERTIFICATE";
  if (isSwitched && input === "certificate") {
    return "tls: failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched";
  }
  if (isSwitched) return "tls: found a certificate rather than a key in the PEM for the private key";
  const wanted =
    input === "certificate" ? '"CERTIFICATE" PEM block' : 'PEM block with type ending in "PRIVATE KEY"';
  return `tls: failed to find ${wanted} in ${input} input after skipping PEM blocks of the following types: [${types.join(" ")}]`;
}

/** @param unit current servers count the parts of labels in bytes, and everything else too, but say otherwise */
function words(flaw: Flaw, limit: number, rule: string, unit: "bytes" | "characters" = "characters"): string {
  return flaw === "long" ? `must be no more than ${limit} ${unit}` : rule;
}
