import { addLines } from "./values-text/additions.js";
import { Anchors } from "./values-text/anchors.js";
import { Changes } from "./values-text/changes.js";
import { lastOf, parentOf, ValuesText } from "./values-text/values-text.js";

/** What is to become of one attribute of a values file. */
export type ValuesEdit =
  | { attribute: string; remove: true }
  /** A plain word, such as a secret's name. */
  | { attribute: string; set: string | boolean };

/**
 * Changes some attributes in the text of a values file (YAML, or JSON), and nothing else: every other line, comment, anchor
 * and quote stays as it is. An attribute that is set takes the place of one beside it that is removed.
 * @throws UneditableValues when an attribute comes from somewhere else, by an alias or a merge key
 */
export function rewriteValues(text: string, edits: readonly ValuesEdit[]): string {
  const source = new ValuesText(text);
  const changes = new Changes(source);
  const anchors = new Anchors(source, changes);
  const removals = edits.flatMap((edit) => ("remove" in edit ? [edit.attribute] : []));
  const sets = edits.flatMap((edit) => ("remove" in edit ? [] : [edit]));
  // Of `x`, the set of `xSecretName` takes the place.
  const claimed = new Set(sets.map(({ attribute }) => attribute.replace(/SecretName$/, "")));
  const additions = new Map<string, string[]>();
  const replaced = new Set<string>();
  for (const { attribute, set } of sets) {
    const value = String(set);
    const found = source.find(attribute);
    // The value that it stands for, or one beside it that no other name stands for.
    const beside = removals.find(
      (each) =>
        parentOf(each) === parentOf(attribute) &&
        !replaced.has(each) &&
        source.find(each) !== undefined &&
        (`${each}SecretName` === attribute || !claimed.has(each)),
    );
    if (found !== undefined) changes.setValue(found.pair, value);
    else if (beside !== undefined) {
      replaced.add(beside);
      const pair = source.find(beside)?.pair;
      if (pair === undefined) continue;
      anchors.remember(pair, beside);
      changes.replacePair(pair, lastOf(attribute), value);
    } else {
      const parent = parentOf(attribute);
      additions.set(parent, [...(additions.get(parent) ?? []), `${lastOf(attribute)}: ${value}`]);
    }
  }
  for (const attribute of removals) {
    const found = replaced.has(attribute) ? undefined : source.find(attribute);
    if (found === undefined) continue;
    anchors.remember(found.pair, attribute);
    changes.take(found);
  }
  for (const [parent, lines] of additions) addLines(source, changes, parent, lines);
  anchors.dropUnused();
  return changes.apply();
}
