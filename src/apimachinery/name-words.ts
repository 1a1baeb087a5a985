import { usageError } from "../errors.js";
import {
  dataKeyFlaws,
  dnsLabelFlaws,
  labelValueFlaws,
  MAX_DATA_KEY,
  MAX_DNS_LABEL,
  MAX_LABEL_PART,
  MAX_SUBDOMAIN,
  maskedGenerateName,
  qualifiedNameFlaws,
  subdomainFlaws,
} from "./names.js";
import { shownName } from "./shown.js";

/** What is wrong with a name, in our words; undefined when it is good. */

export function secretNameProblem(name: string): string | undefined {
  const [flaw] = subdomainFlaws(name);
  if (flaw === undefined) return undefined;
  if (name === "") return "the name is empty";
  if (flaw === "long") return `the name is longer than ${MAX_SUBDOMAIN} characters`;
  return `the name may hold only lower case letters, digits, "-" and ".", and must start and end with a letter or digit${foreign(name)}`;
}

/** @throws PachctlError usage when no secret can have the name */
export function checkSecretName(name: string): void {
  const problem = secretNameProblem(name);
  if (problem !== undefined)
    throw usageError(`"${shownName(name)}" cannot be the name of a secret: ${problem}`);
}

export function generateNameProblem(prefix: string): string | undefined {
  // The server looks at the prefix alone, and then at the name that it made of it.
  const flaws = [maskedGenerateName(prefix), `${prefix}a`].map(subdomainFlaws);
  if (prefix === "" || flaws.every(({ length }) => length === 0)) return undefined;
  return 'may hold only lower case letters, digits, "-" and ".", and must start with a letter or digit';
}

export function namespaceProblem(namespace: string): string | undefined {
  const [flaw] = dnsLabelFlaws(namespace);
  if (flaw === undefined) return undefined;
  if (namespace === "") return "the namespace is empty";
  if (flaw === "long") return `the namespace is longer than ${MAX_DNS_LABEL} characters`;
  return `the namespace may hold only lower case letters, digits and "-", and must start and end with a letter or digit${foreign(namespace)}`;
}

export function dataKeyProblem(key: string): string | undefined {
  const [flaw] = dataKeyFlaws(key);
  if (flaw === undefined) return undefined;
  if (key === "") return "the key is empty";
  if (flaw === "long") return `the key is longer than ${MAX_DATA_KEY} characters`;
  if (flaw === "form") return `the key may hold only letters, digits, "-", "_" and "."${foreign(key)}`;
  return flaw === "dots" ? `the key may not be "${key}"` : 'the key may not start with ".."';
}

/** Of a label or annotation key; annotation keys are checked in lower case, as the server does. */
export function qualifiedNameProblem(key: string): string | undefined {
  const [first] = qualifiedNameFlaws(key);
  if (first === undefined) return undefined;
  if (first.part === "prefix") return 'the part before "/" must be a DNS subdomain of at most 253 characters';
  if (first.flaw === "long") return `the name part is longer than ${MAX_LABEL_PART} characters`;
  return `the name part may hold only letters, digits, "-", "_" and ".", and must start and end with a letter or digit${foreign(key)}`;
}

/** The words do not quote the value. */
export function labelValueProblem(value: string): string | undefined {
  const [flaw] = labelValueFlaws(value);
  if (flaw === undefined) return undefined;
  if (flaw === "long") return `the value is longer than ${MAX_LABEL_PART} characters`;
  return 'the value may hold only letters, digits, "-", "_" and ".", and must start and end with a letter or digit';
}

/** Names a character that looks like ASCII but is not, by its code point: a glyph alone would not tell. */
function foreign(text: string): string {
  const character = [...text].find((candidate) => candidate > "\u007f");
  if (character === undefined) return "";
  const point = character.codePointAt(0) ?? 0;
  return ` (found U+${point.toString(16).toUpperCase().padStart(4, "0")})`;
}
