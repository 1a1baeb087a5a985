import { labelValueFlaws, qualifiedNameFlaws } from "./names.js";
import { END, isSymbol, scan, type Token } from "./selector-tokens.js";

/** A parsed label selector: a conjunction of requirements; without any it matches everything. */
export interface LabelSelector {
  isEmpty: boolean;
  /** @param labelValue a label's value */
  matches(labelValue: (key: string) => string | undefined): boolean;
}

/** Why the API server refuses a selector. `requirement`: it was reading one term of it. */
export type SelectorFlaw =
  | { kind: "syntax"; requirement: boolean; found: string; expected: Expectation }
  | { kind: "key"; key: string }
  /** In byte order, each with its place in it. */
  | { kind: "values"; key: string; values: readonly { at: number; value: string }[] }
  | { kind: "number"; key: string; value: string };

/** What could have stood there. */
export type Expectation =
  | "start"
  | "operator"
  | "identifier"
  | "comma or end"
  | "identifier after comma"
  | "list"
  | "first value"
  | "comma or list end"
  | "comma or value";

/** A selector that the API server refuses. */
export class LabelSelectorError extends Error {
  readonly flaw: SelectorFlaw;

  constructor(flaw: SelectorFlaw) {
    super(`not a label selector (${flaw.kind})`);
    this.name = "LabelSelectorError";
    this.flaw = flaw;
  }
}

/**
 * Reads a label selector by the API server's grammar (apimachinery `labels.Parse`).
 *
 * @throws LabelSelectorError where the server would answer with status 400
 */
export function parseLabelSelector(text: string): LabelSelector {
  const requirements = new Parser(scan(text)).parse();
  return {
    isEmpty: requirements.length === 0,
    matches: (labelValue) =>
      requirements.every((requirement) => isMet(requirement, labelValue(requirement.key))),
  };
}

type Operator = "=" | "==" | "!=" | "in" | "notin" | ">" | "<" | "exists" | "!";

interface Requirement {
  key: string;
  operator: Operator;
  values: ReadonlySet<string>;
}

function isMet({ operator, values }: Requirement, value: string | undefined): boolean {
  switch (operator) {
    case "exists":
      return value !== undefined;
    case "!":
      return value === undefined;
    case "!=":
    case "notin":
      return value === undefined || !values.has(value);
    case ">":
    case "<": {
      const [bound] = [...values].map(parseInt64);
      const number = value === undefined ? undefined : parseInt64(value);
      if (number === undefined || bound === undefined) return false;
      return operator === ">" ? number > bound : number < bound;
    }
    default:
      return value !== undefined && values.has(value);
  }
}

/** Go's `strconv.ParseInt(text, 10, 64)`. */
function parseInt64(text: string): bigint | undefined {
  if (!/^[-+]?[0-9]+$/.test(text)) return undefined;
  const value = BigInt(text.replace("+", ""));
  return BigInt.asIntN(64, value) === value ? value : undefined;
}

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  parse(): Requirement[] {
    const requirements: Requirement[] = [];
    for (;;) {
      const first = this.#peek();
      if (first.kind === "end") return requirements;
      if (!startsRequirement(first)) fail(first.text, "start");
      requirements.push(this.#requirement());
      const next = this.#take();
      if (next.kind === "end") return requirements;
      if (!isSymbol(next, ",")) fail(next.text, "comma or end");
      if (!startsRequirement(this.#peek())) fail(this.#peek().text, "identifier after comma");
    }
  }

  #requirement(): Requirement {
    let token = this.#take();
    const negated = isSymbol(token, "!");
    if (negated) token = this.#take();
    if (token.kind !== "word") failRequirement(token.text, "identifier");
    const key = token.text;
    if (qualifiedNameFlaws(key).length > 0) throw new LabelSelectorError({ kind: "key", key });
    if (negated) return { key, operator: "!", values: new Set() };
    const next = this.#peek();
    if (next.kind === "end" || isSymbol(next, ",")) return { key, operator: "exists", values: new Set() };
    const operator = this.#operator();
    const values = operator === "in" || operator === "notin" ? this.#valueList() : this.#singleValue();
    return checked(key, operator, values);
  }

  #operator(): Operator {
    const { text } = this.#take();
    if (!isBinaryOperator(text)) failRequirement(text, "operator");
    return text;
  }

  #singleValue(): Set<string> {
    const next = this.#peek();
    if (next.kind === "end" || isSymbol(next, ",")) return new Set([""]);
    if (next.kind !== "word") failRequirement(next.text, "identifier");
    return new Set([this.#take().text]);
  }

  #valueList(): Set<string> {
    const open = this.#take();
    if (!isSymbol(open, "(")) failRequirement(open.text, "list");
    const first = this.#peek();
    if (isSymbol(first, ")")) {
      this.#take();
      return new Set([""]);
    }
    if (first.kind !== "word" && !isSymbol(first, ",")) {
      failRequirement(first.text, "first value");
    }
    return this.#values();
  }

  /** Empty elements stand for the empty value: "(,x)", "(x,)", "(x,,)" and "(x,,y)" all hold "". */
  #values(): Set<string> {
    const values = new Set<string>();
    for (;;) {
      const token = this.#take();
      if (token.kind === "word") {
        values.add(token.text);
        const next = this.#peek();
        if (isSymbol(next, ")")) break;
        if (!isSymbol(next, ",")) failRequirement(next.text, "comma or list end");
      } else if (isSymbol(token, ",")) {
        if (values.size === 0) values.add("");
        if (isSymbol(this.#peek(), ")")) {
          values.add("");
          break;
        }
        if (isSymbol(this.#peek(), ",")) {
          this.#take();
          values.add("");
          if (isSymbol(this.#peek(), ")")) break;
        }
      } else {
        failRequirement(token.text, "comma or value");
      }
    }
    this.#take();
    return values;
  }

  #peek(): Token {
    return this.#tokens[this.#at] ?? END;
  }

  #take(): Token {
    const token = this.#peek();
    this.#at++;
    return token;
  }
}

function checked(key: string, operator: Operator, values: ReadonlySet<string>): Requirement {
  // The server keeps the values in a sorted set, so the first bad one in byte order is reported.
  const sorted = [...values].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  if (operator === ">" || operator === "<") {
    const value = sorted.find((each) => parseInt64(each) === undefined);
    if (value !== undefined) throw new LabelSelectorError({ kind: "number", key, value });
  }
  const bad = sorted
    .map((value, at) => ({ at, value }))
    .filter(({ value }) => labelValueFlaws(value).length > 0);
  if (bad.length > 0) throw new LabelSelectorError({ kind: "values", key, values: bad });
  return { key, operator, values };
}

function startsRequirement(token: Token): boolean {
  return token.kind === "word" || isSymbol(token, "!");
}

function isBinaryOperator(text: string): text is Operator {
  return ["=", "==", "!=", "in", "notin", ">", "<"].includes(text);
}

function failRequirement(found: string, expected: Expectation): never {
  throw new LabelSelectorError({ kind: "syntax", requirement: true, found, expected });
}

function fail(found: string, expected: Expectation): never {
  throw new LabelSelectorError({ kind: "syntax", requirement: false, found, expected });
}
