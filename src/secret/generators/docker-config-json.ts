import { encodeBase64 } from "../../apimachinery/base64.js";
import { compact } from "../../apimachinery/go-json.js";

export interface RegistryLogin {
  server: string;
  username: string;
  password: string;
  email: string | undefined;
}

/** The bytes that kubectl stores for one registry: Go's JSON, in which `<`, `>` and `&` are escaped. */
export function dockerConfigJson({ server, username, password, email }: RegistryLogin): Buffer {
  const auth = encodeBase64(Buffer.from(`${username}:${password}`));
  const login = { username, password, email: email || undefined, auth };
  return Buffer.from(compact({ auths: new Map([[server, login]]) }));
}
