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

/** 32-bit words of all bit tables together: 16 MiB. Facts for whose tables there is no room are compared by closures. */
export const MAX_ROW_WORDS = 4 * 1024 * 1024;

/** Steps of making all bit tables, a few ns each. */
export const MAX_TABLE_STEPS = 50_000_000;

/** Decorators before one operator. */
export const MAX_DECORATORS = 4;

/** Characters of a pattern for `matches`. */
export const MAX_PATTERN_LENGTH = 500;

/** Steps of a compiled pattern: each character of a text costs at most a few ns for every step. */
export const MAX_PATTERN_STEPS = 300;
