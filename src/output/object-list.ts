import { toJson } from "./json.js";

export type ObjectFormat = "json" | "yaml";

/** Renders one object, with a final newline. */
export async function renderObject(object: unknown, format: ObjectFormat): Promise<string> {
  if (format === "json") return `${toJson(object)}\n`;
  const { toYaml } = await import("./yaml.js");
  return toYaml(object);
}

/**
 * A `kind: List` as kubectl prints it, written page by page so that a long list is never held whole. A list that is
 * cut off by an error lacks its end and is not valid JSON.
 */
export class ObjectList {
  readonly #format: ObjectFormat;
  #count = 0;

  constructor(format: ObjectFormat) {
    this.#format = format;
  }

  async items(objects: readonly unknown[]): Promise<string> {
    if (objects.length === 0) return "";
    const start = this.#count === 0 ? this.#start() : "";
    const text = this.#format === "json" ? this.#jsonItems(objects) : await yamlItems(objects);
    this.#count += objects.length;
    return start + text;
  }

  end(): string {
    if (this.#format === "json") {
      const items = this.#count === 0 ? `{\n    "apiVersion": "v1",\n    "items": []` : "\n    ]";
      return `${items},\n    "kind": "List",\n    "metadata": {\n        "resourceVersion": ""\n    }\n}\n`;
    }
    const items = this.#count === 0 ? "apiVersion: v1\nitems: []\n" : "";
    return `${items}kind: List\nmetadata:\n  resourceVersion: ""\n`;
  }

  #start(): string {
    return this.#format === "json"
      ? `{\n    "apiVersion": "v1",\n    "items": [`
      : "apiVersion: v1\nitems:\n";
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
