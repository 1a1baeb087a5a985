import { goQuote } from "../apimachinery/go-quote.js";
import type { SelectorFlaw } from "../apimachinery/label-selector.js";
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
} from "../apimachinery/names.js";

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
  return dnsLabelFlaws(name).map((flaw) => words(flaw, MAX_DNS_LABEL, LABEL_RULE));
}

export function labelValueErrors(value: string): string[] {
  return labelValueFlaws(value).map((flaw) => words(flaw, MAX_LABEL_PART, LABEL_VALUE_RULE));
}

export function qualifiedNameErrors(key: string): string[] {
  return qualifiedNameFlaws(key).map(({ part, flaw }) => {
    if (part === "whole") {
      return `a qualified name ${NAME_PART_RULE} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`;
    }
    if (flaw === "empty") return `${part} part must be non-empty`;
    return part === "prefix"
      ? `prefix part ${words(flaw, MAX_SUBDOMAIN, SUBDOMAIN_RULE)}`
      : `name part ${words(flaw, MAX_LABEL_PART, NAME_PART_RULE)}`;
  });
}

export function dataKeyErrors(key: string): string[] {
  const say = (flaw: DataKeyFlaw): string => {
    if (flaw === "dots") return `must not be '${key}'`;
    return flaw === "dot prefix" ? "must not start with '..'" : words(flaw, MAX_DATA_KEY, DATA_KEY_RULE);
  };
  return dataKeyFlaws(key).map(say);
}

export function selectorMessage(flaw: SelectorFlaw): string {
  switch (flaw.kind) {
    case "syntax": {
      // The server forgets this comma.
      const comma = flaw.expected === "'('" ? "" : ",";
      const text = `found '${flaw.found}'${comma} expected: ${flaw.expected}`;
      return flaw.requirement ? `unable to parse requirement: ${text}` : text;
    }
    case "key":
      return `unable to parse requirement: invalid label key ${goQuote(flaw.key)}: ${qualifiedNameErrors(flaw.key).join("; ")}`;
    case "value":
      return `unable to parse requirement: invalid label value: ${goQuote(flaw.value)}: at key: ${goQuote(flaw.key)}: ${labelValueErrors(flaw.value).join("; ")}`;
    case "number":
      return "unable to parse requirement: for 'Gt', 'Lt' operators, the value must be an integer";
  }
}

function words(flaw: Flaw, limit: number, rule: string): string {
  return flaw === "long" ? `must be no more than ${limit} characters` : rule;
}
