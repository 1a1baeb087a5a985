import { toJson } from "./json.js";

export type ObjectFormat = "json" | "yaml";

/** What a list calls itself. */
export interface ListType {
  apiVersion: string;
  kind: string;
}

export const OBJECTS: ListType = { apiVersion: "v1", kind: "List" };
/** Of objects without their values. */
export const PARTIAL_OBJECTS: ListType = { apiVersion: "meta.k8s.io/v1", kind: "PartialObjectMetadataList" };

/** Renders one object, with a final newline. */
export async function renderObject(object: unknown, format: ObjectFormat): Promise<string> {
  if (format === "json") return `${toJson(object)}\n`;
  const { toYaml } = await import("./yaml.js");
  return toYaml(object);
}

/**
 * A list as kubectl prints it, written page by page so that a long list is never held whole. A list that is
 * cut off by an error lacks its end and is not valid JSON.
 */
export class ObjectList {
  readonly #format: ObjectFormat;
  readonly #type: ListType;
  #count = 0;

  constructor(format: ObjectFormat, type: ListType) {
    this.#format = format;
    this.#type = type;
  }

  async items(objects: readonly unknown[]): Promise<string> {
    if (objects.length === 0) return "";
    const start = this.#count === 0 ? this.#start() : "";
    const text = this.#format === "json" ? this.#jsonItems(objects) : await yamlItems(objects);
    this.#count += objects.length;
    return start + text;
  }

  end(): string {
    const { apiVersion, kind } = this.#type;
    if (this.#format === "json") {
      const items = this.#count === 0 ? `{\n    "apiVersion": "${apiVersion}",\n    "items": []` : "\n    ]";
      return `${items},\n    "kind": "${kind}",\n    "metadata": {\n        "resourceVersion": ""\n    }\n}\n`;
    }
    const items = this.#count === 0 ? `apiVersion: ${apiVersion}\nitems: []\n` : "";
    return `${items}kind: ${kind}\nmetadata:\n  resourceVersion: ""\n`;
  }

  #start(): string {
    const { apiVersion } = this.#type;
    return this.#format === "json"
      ? `{\n    "apiVersion": "${apiVersion}",\n    "items": [`
      : `apiVersion: ${apiVersion}\nitems:\n`;
  }

  #jsonItems(objects: readonly unknown[]): string {
    const indent = " ".repeat(8);
    return objects
      .map((object, at) => `${this.#count + at === 0 ? "" : ","}\n${indent}${toJson(object, indent)}`)
      .join("");
  }
}

async function yamlItems(objects: readonly unknown[]): Promise<string> {
  const { toYaml } = await import("./yaml.js");
  return toYaml(objects);
}
