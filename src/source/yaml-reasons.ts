import type { ErrorCode } from "yaml";

export const TEMPLATE = "this is a template, which must be rendered first";
export const TAG_REASON =
  "a word that starts with ! is a tag, and none can be used; quote it if it is a value";

/** The parser's errors in words of our own: its messages quote the line. */
const REASONS: Partial<Readonly<Record<ErrorCode, string>>> = {
  ALIAS_PROPS: "an alias can have neither an anchor nor a tag",
  BAD_ALIAS: "an alias names an anchor that is not there",
  BAD_COLLECTION_TYPE: "a tag does not go with what follows it",
  BAD_DIRECTIVE: "a line that starts with % is no known directive",
  BAD_DQ_ESCAPE: "a backslash in double quotes is followed by a wrong character",
  BAD_INDENT: "the indentation is wrong",
  BAD_PROP_ORDER: "an anchor or a tag stands in the wrong place",
  BAD_SCALAR_START: "the text starts with a character that needs quotes",
  BLOCK_AS_IMPLICIT_KEY: "a block cannot be a key here; a quote or an indentation may be missing",
  BLOCK_IN_FLOW: "a block cannot stand within brackets",
  DUPLICATE_KEY: "a key is there twice",
  KEY_OVER_1024_CHARS: "the key is too long",
  MISSING_CHAR: "a quote, a bracket, a comma, a colon or a space is missing",
  MULTILINE_IMPLICIT_KEY: "a key must end on its line; a quote or a colon may be missing",
  MULTIPLE_ANCHORS: "there is more than one anchor",
  MULTIPLE_DOCS: "there is more than one document",
  MULTIPLE_TAGS: "there is more than one tag",
  NON_STRING_KEY: "the key is no string",
  RESOURCE_EXHAUSTION: "it is nested too deeply",
  TAB_AS_INDENT: "a tab cannot be used for indentation",
  TAG_RESOLVE_FAILED: TAG_REASON,
  UNEXPECTED_TOKEN: "this character is not expected here",
};

/** Why the text is not valid YAML, without a word of the text. */
export function yamlReason(code: ErrorCode): string {
  return REASONS[code] ?? "the text breaks a rule";
}

export const CORE_TAG = "tag:yaml.org,2002:";

/** Only the names of YAML's own tags are shown: a value that starts with `!` is read as a tag. */
export function tagReason(tag: string): string {
  const name = tag.startsWith(CORE_TAG) ? tag.slice(CORE_TAG.length) : undefined;
  if (name === "binary") return "the tag !!binary cannot be used: leave it out, data holds base64 anyway";
  return name !== undefined && /^[a-z]{1,9}$/.test(name) ? `the tag !!${name} cannot be used` : TAG_REASON;
}

/** @param earlier the number of the document before it that has the anchor */
export function danglingReason(name: string, earlier: number | undefined): string {
  if (earlier !== undefined) {
    // A value that starts with & or * is read as the name of one.
    const anchor = /^[a-z][a-z_-]{0,19}$/i.test(name) ? `the anchor "${name}"` : "the anchor";
    return `${anchor} is in document ${earlier}, and an alias reaches no other document`;
  }
  return "a word that starts with * is an alias, and there is no such anchor before it; quote it if it is a value";
}
