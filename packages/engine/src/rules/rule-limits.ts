/** Size of one rule file in UTF-8 bytes. */
export const MAX_RULE_FILE_BYTES = 1024 * 1024;

/** Rules of all files together. */
export const MAX_RULES = 5000;

/** Nesting of all, any, not and comparisons, with shared conditions written out. */
export const MAX_CONDITION_DEPTH = 32;

/** Nesting of the JSON text itself: a condition takes two levels (object and array), the file around it five. */
export const MAX_JSON_DEPTH = 2 * MAX_CONDITION_DEPTH + 8;

/** Comparisons in one rule with shared conditions written out: a few references to references can mean billions. */
export const MAX_COMPARISONS_PER_RULE = 1000;

/** Comparisons in all rules together, with shared conditions written out. */
export const MAX_COMPARISONS = 200_000;

/** Faults reported of one file: finding the place of each costs a scan of the text. */
export const MAX_FAULTS_PER_FILE = 100;

/** Conjunctions of one rule in normal form; with more it is evaluated as a closure. Rules that people write have one to four. */
export const MAX_CONJUNCTIONS_PER_RULE = 32;

/** Comparisons of one rule in normal form. */
export const MAX_LITERALS_PER_RULE = 256;

/** How large the tables of a bit program may grow. */
export interface BitLimits {
  /** Conjunctions of all rules together; rules beyond are closures. */
  readonly conjunctions: number;
  /** 32-bit words of all rows together. Facts for whose rows there is no room are compared by closures. */
  readonly rowWords: number;
  /** Steps of making all tables, a few ns each. */
  readonly tableSteps: number;
  /** A test gets rows of its own when clearing the bits of one decision would cost this many words joined, or more. */
  readonly wordsPerBit: number;
}

/** 16 MiB of rows; clearing a bit costs as much as joining four words. */
export const BIT_LIMITS: BitLimits = { conjunctions: 32_768, rowWords: 4 * 1024 * 1024, tableSteps: 20_000_000, wordsPerBit: 4 };

/** Decorators before one operator. */
export const MAX_DECORATORS = 4;
