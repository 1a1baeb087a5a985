import { decodeBase64 } from "../apimachinery/base64.js";
import type { Content, ContentRemark } from "./content.js";
import { DOCKER_CONFIG_KEY, dockerConfigRemarks, OLD_DOCKER_CONFIG_KEY } from "./docker-config.js";
import type { NewSecret } from "./secret.js";
import { typeNameRemark } from "./type-names.js";
import { basicAuthRemarks, bootstrapTokenRemarks, sshAuthRemarks, tlsRemarks } from "./type-remarks.js";
import { valueRemark } from "./value-remarks.js";

/**
 * @param plain the values that came as plain text, under stringData
 * @param now for the dates of certificates
 */
export function contentRemarks(
  secret: NewSecret,
  plain: Readonly<Record<string, string>>,
  now: Date,
): ContentRemark[] {
  const { data, name, namespace } = secret;
  const content: Content = {
    name,
    namespace,
    base64: (key) => data[key],
    bytes: (key) => (data[key] === undefined ? undefined : decodeBase64(data[key])),
    has: (key) => data[key] !== undefined,
  };
  const source = (key: string): string => (Object.hasOwn(plain, key) ? "stringData" : "data");
  const remarks = ofType(secret.type ?? "", content, now).map((remark) => {
    const [top, key] = remark.path;
    return top === "data" && key !== undefined ? { ...remark, path: [source(key), key] } : remark;
  });
  const spoken = new Set(remarks.filter(({ path }) => path[0] !== "metadata").map(({ path }) => path[1]));
  for (const [key, base64] of Object.entries(data)) {
    if (spoken.has(key)) continue;
    const remark = valueRemark(base64, Object.hasOwn(plain, key) ? plain[key] : undefined);
    if (remark !== undefined) remarks.push({ ...remark, path: [source(key), key] });
  }
  return remarks;
}

function ofType(type: string, content: Content, now: Date): ContentRemark[] {
  switch (type) {
    case "kubernetes.io/tls":
      return tlsRemarks(content, now);
    case "kubernetes.io/dockerconfigjson":
      return dockerConfigRemarks(content.bytes(DOCKER_CONFIG_KEY), DOCKER_CONFIG_KEY);
    case "kubernetes.io/dockercfg":
      return dockerConfigRemarks(content.bytes(OLD_DOCKER_CONFIG_KEY), OLD_DOCKER_CONFIG_KEY);
    case "kubernetes.io/basic-auth":
      return basicAuthRemarks(content);
    case "kubernetes.io/ssh-auth":
      return sshAuthRemarks(content);
    case "bootstrap.kubernetes.io/token":
      return bootstrapTokenRemarks(content);
    default:
      return typeNameRemark(type);
  }
}
