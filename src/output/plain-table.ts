import Table from "cli-table3";
import { escapeControls } from "../apimachinery/escape.js";

/** A column of a table; numbers stand at the right. */
export interface PlainColumn {
  title: string;
  align?: "left" | "right";
}

/**
 * A table without lines; a cell may hold several lines. For tables that are short: cli-table3 takes its time.
 * @returns nothing for no rows without a header
 */
export function plainTable(
  columns: readonly PlainColumn[],
  rows: readonly (readonly (string | number)[])[],
  headers: boolean,
): string {
  if (rows.length === 0 && !headers) return "";
  const table = new Table({
    ...(headers && { head: columns.map(({ title }) => title) }),
    chars: NO_LINES,
    style: { head: [], border: [], "padding-left": 0, "padding-right": 1 },
    colAligns: columns.map(({ align = "left" }) => align),
  });
  for (const row of rows) {
    table.push(
      row.map((cell) => (typeof cell === "number" ? cell : cell.split("\n").map(escapeControls).join("\n"))),
    );
  }
  return `${table.toString()}\n`;
}

const NO_LINES = Object.fromEntries(
  [
    "top",
    "top-mid",
    "top-left",
    "top-right",
    "bottom",
    "bottom-mid",
    "bottom-left",
    "bottom-right",
    "left",
    "left-mid",
    "mid",
    "mid-mid",
    "right",
    "right-mid",
    "middle",
  ].map((name) => [name, ""]),
);
