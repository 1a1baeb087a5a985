/**
 * What a text may hold, so that no input costs much more than a second: the parsers descend by recursion, and keep
 * everything of a document until it ends.
 */

/** Levels of nesting. A Secret needs four, a list of them six. */
export const MAX_DEPTH = 100;
/** Keys and values of one JSON document. A list of 10,000 secrets has some 150,000. */
export const MAX_JSON_VALUES = 500_000;
/** Lexical tokens of one YAML document, each of which costs some 500 bytes. A secret of 20,000 keys has 100,000. */
export const MAX_YAML_TOKENS = 200_000;
/** YAML documents of one text. */
export const MAX_DOCUMENTS = 30_000;
/** Characters of one text. A secret holds a mebibyte, which base64 and escapes make longer. */
export const MAX_SCALAR = 6 * 1024 ** 2;
/** Aliases of one YAML document. */
export const MAX_ALIASES = 10_000;
/** Keys and values that the aliases of one YAML document stand for. */
export const MAX_ALIASED_VALUES = 100_000;

export const TOO_DEEP = "the document is nested too deeply";
export const TOO_MANY_VALUES = "the document has too many values";
export const TOO_LONG = "a text is longer than any secret can be";
