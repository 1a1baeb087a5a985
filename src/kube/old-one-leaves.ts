import { PachctlError } from "../errors.js";
import { cannot, hintFor, type Operation } from "./operation.js";

/** There is one of that name, but soon there will be none. */
export class OldOneLeaves extends PachctlError {
  constructor(operation: Operation) {
    super("already-exists", `${cannot(operation)}: the old one is still being deleted`, {
      hint: `wait until it is gone; ${hintFor(operation, "inspect", operation.resource.singular, operation.name ?? "")} tells what keeps it`,
    });
  }
}
