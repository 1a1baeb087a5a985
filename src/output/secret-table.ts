import { escapeControls } from "../apimachinery/escape.js";
import type { SecretSummary } from "../secret/secret.js";
import { ago } from "./age.js";

export interface SecretTableOptions {
  /** Asked once, at the first row: the age of every row is counted from this one moment. */
  now: () => Date;
  namespaces?: boolean;
  headers?: boolean;
  /** The cell of the column CREATED; without it, the age. */
  created?: (createdAt: string | undefined, now: Date) => string;
  /** With the columns DATA and USED BY; `usedBy` gives the text of the latter. */
  wide?: { usedBy(secret: SecretSummary): string };
}

/** pachctl flushes its table every 50 lines: a header and 49 rows, each block with widths of its own. */
const ROWS_PER_BLOCK = 49;

/**
 * The table of `list secret` and `inspect secret`, byte for byte as pachctl prints it: every cell, the last one too,
 * is padded to the longest of its column in the block plus one space. Fed page by page; a block is returned as soon
 * as it is full.
 */
export class SecretTable {
  readonly #options: SecretTableOptions;
  #block: string[][] = [];
  #blocks = 0;
  #now: Date | undefined;

  constructor(options: SecretTableOptions) {
    this.#options = options;
  }

  /** The text of all blocks that these rows complete. */
  rows(secrets: readonly SecretSummary[]): string {
    let text = "";
    for (const secret of secrets) {
      if (this.#block.length === ROWS_PER_BLOCK) text += this.#flush();
      this.#block.push(this.#cells(secret));
    }
    return text;
  }

  /** The last block; an empty table is its header alone. */
  end(): string {
    return this.#block.length > 0 || this.#blocks === 0 ? this.#flush() : "";
  }

  #cells(secret: SecretSummary): string[] {
    const { namespace, name, type, creationTimestamp, keyCount } = secret;
    const { now, namespaces, created = ago, wide } = this.#options;
    this.#now ??= now();
    const cells = [escapeControls(name), escapeControls(type), created(creationTimestamp, this.#now)];
    if (wide !== undefined) cells.push(String(keyCount ?? ""), escapeControls(wide.usedBy(secret)));
    return namespaces ? [escapeControls(namespace), ...cells] : cells;
  }

  #flush(): string {
    const { namespaces, wide } = this.#options;
    const header = [
      ...(namespaces ? ["NAMESPACE"] : []),
      "NAME",
      "TYPE",
      "CREATED",
      ...(wide === undefined ? [] : ["DATA", "USED BY"]),
    ];
    const lines = this.#options.headers === false ? this.#block : [header, ...this.#block];
    this.#block = [];
    this.#blocks++;
    return padColumns(lines);
  }
}

function padColumns(lines: readonly string[][]): string {
  const lengths = lines.map((cells) => cells.map(codePoints));
  const widths = (lengths[0] ?? []).map(
    (_, column) => Math.max(...lengths.map((row) => row[column] ?? 0)) + 1,
  );
  return lines
    .map((cells, row) => {
      const padded = cells.map(
        (cell, at) => cell + " ".repeat((widths[at] ?? 0) - (lengths[row]?.[at] ?? 0)),
      );
      return `${padded.join("")}\n`;
    })
    .join("");
}

function codePoints(cell: string): number {
  let count = 0;
  for (const _ of cell) count++;
  return count;
}
