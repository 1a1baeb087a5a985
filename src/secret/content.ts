/**
 * What the API server accepts, but what probably is not what was meant: a warning where it cannot work, a note where it is only odd.
 * No reason quotes a value.
 */
export interface ContentRemark {
  /** In the manifest. */
  path: readonly string[];
  reason: string;
  isNote?: boolean;
}

/** The values of a secret, as far as remarks are concerned. */
export interface Content {
  name: string | undefined;
  namespace: string | undefined;
  /** The bytes of a value; undefined when there is none. */
  bytes(key: string): Buffer | undefined;
  /** A value as base64, as it is sent. */
  base64(key: string): string | undefined;
  has(key: string): boolean;
}
