import { randomInt } from "node:crypto";

const ALPHABET = "bcdfghjklmnpqrstvwxz2456789";
const RANDOM_LENGTH = 5;
const MAX_BASE_LENGTH = 63 - RANDOM_LENGTH;

/** A name from generateName: at most 58 characters of it and five random ones that spell no words. */
export function generatedName(base: string): string {
  let name = base.slice(0, MAX_BASE_LENGTH);
  for (let count = 0; count < RANDOM_LENGTH; count++) name += ALPHABET.charAt(randomInt(ALPHABET.length));
  return name;
}
