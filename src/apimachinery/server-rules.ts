import { LABEL_VALUE, MAX_LABEL_PART, MAX_SUBDOMAIN, QUALIFIED_NAME_PART, SUBDOMAIN } from "./names.js";

/** What the API server (1.20) says against names and labels, word for word. */

export const SUBDOMAIN_RULE =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const NAME_PART_RULE =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const LABEL_VALUE_RULE =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

/** What the server says against a label, annotation or finalizer key (`IsQualifiedName`); empty when it is good. */
export function qualifiedNameErrors(key: string): string[] {
  const parts = key.split("/");
  if (parts.length > 2) {
    return [
      `a qualified name ${NAME_PART_RULE} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ];
  }
  const errors: string[] = [];
  const [prefix, name] = parts.length === 2 ? [parts[0], parts[1] ?? ""] : [undefined, key];
  if (prefix === "") errors.push("prefix part must be non-empty");
  else if (prefix !== undefined)
    errors.push(...subdomainErrors(prefix).map((error) => `prefix part ${error}`));
  if (name === "") errors.push("name part must be non-empty");
  else if (Buffer.byteLength(name) > MAX_LABEL_PART) errors.push(`name part ${tooLong(MAX_LABEL_PART)}`);
  if (!QUALIFIED_NAME_PART.test(name)) errors.push(`name part ${NAME_PART_RULE}`);
  return errors;
}

/** What the server says against a label value (`IsValidLabelValue`). */
export function labelValueErrors(value: string): string[] {
  const errors: string[] = [];
  if (Buffer.byteLength(value) > MAX_LABEL_PART) errors.push(tooLong(MAX_LABEL_PART));
  if (!LABEL_VALUE.test(value)) errors.push(LABEL_VALUE_RULE);
  return errors;
}

/** What the server says against the name of most objects (`IsDNS1123Subdomain`). */
export function subdomainErrors(name: string): string[] {
  const errors: string[] = [];
  if (Buffer.byteLength(name) > MAX_SUBDOMAIN) errors.push(tooLong(MAX_SUBDOMAIN));
  if (!SUBDOMAIN.test(name)) errors.push(SUBDOMAIN_RULE);
  return errors;
}

export function tooLong(limit: number): string {
  return `must be no more than ${limit} characters`;
}
