import type { Fields } from "./fields.js";

/**
 * The headers by which a kubeconfig user acts as somebody else (`as`, `as-uid`, `as-groups`, `as-user-extra`), as
 * client-go sends them.
 * @throws ConfigProblem a field without `as`, or a value that no header can hold
 */
export function impersonationHeaders(user: Fields): Readonly<Record<string, string | string[]>> {
  const headers: Record<string, string | string[]> = Object.create(null);
  const groups = user.texts("as-groups");
  const extra = user.fields("as-user-extra");
  const name = user.text("as");
  const uid = user.text("as-uid");
  if (name === undefined) {
    const orphan = ["as-uid", "as-groups", "as-user-extra"].find((field) => isUsed(user, field));
    if (orphan === undefined) return headers;
    throw user.problem("needs the field as: it says whom to act as", orphan);
  }
  headers["Impersonate-User"] = headerText(name, user, "as");
  if (uid !== undefined) headers["Impersonate-Uid"] = headerText(uid, user, "as-uid");
  if (groups.length > 0) {
    headers["Impersonate-Group"] = groups.map((group, at) => headerText(group, user, "as-groups", at));
  }
  for (const key of extra.names) {
    const header = `Impersonate-Extra-${escapeHeaderKey(key)}`;
    const values = extra.texts(key).map((value, at) => headerText(value, extra, key, at));
    // Node would send the last of two headers that differ in case only.
    const same = Object.keys(headers).find((other) => other.toLowerCase() === header.toLowerCase());
    headers[same ?? header] = same === undefined ? values : [headers[same] ?? [], values].flat();
  }
  return headers;
}

function isUsed(user: Fields, field: string): boolean {
  return field === "as-user-extra" ? user.fields(field).names.length > 0 : user.has(field);
}

/** Node writes header values as Latin-1, the API server reads UTF-8. */
function headerText(text: string, fields: Fields, ...path: (string | number)[]): string {
  if (/[\u0000-\u001f\u007f]/.test(text)) {
    throw fields.problem("holds characters that a header cannot have", ...path);
  }
  return Buffer.from(text, "utf8").toString("latin1");
}

/** client-go's headerKeyEscape: whatever is no header character, and the percent sign itself, byte for byte. */
function escapeHeaderKey(key: string): string {
  return [...Buffer.from(key, "utf8")]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      const isPlain = /[!#$&'*+\-.^_`|~0-9A-Za-z]/.test(character);
      return isPlain ? character : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
    })
    .join("");
}
