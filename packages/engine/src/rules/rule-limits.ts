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
