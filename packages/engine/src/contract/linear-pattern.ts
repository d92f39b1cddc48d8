import { RE2JS } from 're2js';

/** Characters of a pattern. */
const MAX_PATTERN_LENGTH = 500;

/** Steps of a compiled pattern: each character of a text costs at most a few ns for every step. */
const MAX_PATTERN_STEPS = 300;

/** A regular expression that takes time linear in the text, whatever pattern and text are. */
export interface LinearPattern {
  readonly test: (text: string) => boolean;
}

/** Why a pattern is refused. */
export interface PatternFlaw {
  readonly message: string;
  readonly mend: string;
}

/** Compiles a pattern in RE2's syntax; it is looked for anywhere in a text. */
export function compilePattern(source: string): LinearPattern | PatternFlaw {
  const mend = `Write a shorter pattern: at most ${MAX_PATTERN_LENGTH} characters and ${MAX_PATTERN_STEPS} steps.`;
  if (source.length > MAX_PATTERN_LENGTH) return { message: `The pattern has ${source.length} characters.`, mend };
  const pattern = compiled(source);
  if (typeof pattern === 'string') {
    const how = 'Use RE2 syntax: it has no look-around and no references back, which can take for ever.';
    return { message: `RE2 cannot run the pattern: ${pattern}.`, mend: how };
  }
  if (pattern.programSize() > MAX_PATTERN_STEPS) return { message: `The pattern has ${pattern.programSize()} steps.`, mend };
  return { test: (text) => pattern.test(text) };
}

/** The pattern, or what RE2 says against it. */
function compiled(source: string): RE2JS | string {
  try {
    return RE2JS.compile(source);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/**
 * Compiles a pattern of a JSON Schema (ECMAScript, Unicode), as far as RE2 can run it; `\s`, `\b` and `.` mean what RE2 means by them. With
 * `isPlainFast: false` RE2 runs also those that the runtime's own engine runs as safely.
 */
export function compileSchemaPattern(source: string, isPlainFast = true): LinearPattern | PatternFlaw {
  if (!isEcmaScript(source)) {
    const mend = 'Write one as JSON Schema wants it (ECMAScript, Unicode), and close its brackets.';
    return { message: 'This pattern is no regular expression.', mend };
  }
  const pattern = compilePattern(inRe2Syntax(source));
  return 'test' in pattern && isPlainFast && isPlain(source) ? plainPattern(source) : pattern;
}

function isEcmaScript(source: string): boolean {
  try {
    return new RegExp(source, 'u').source !== '';
  } catch {
    return false;
  }
}

/** What ECMAScript writes otherwise: code points, and the slash that needs no escape. */
function inRe2Syntax(source: string): string {
  return source.replaceAll(/\\(?:u\{([0-9a-f]+)\}|u([0-9a-f]{4})|(\/)|[^])/gi, (escape, braced?: string, four?: string, slash?: string) =>
    slash === undefined ? ((braced ?? four ?? '') === '' ? escape : `\\x{${braced ?? four ?? ''}}`) : '/',
  );
}

const ATOM = String.raw`(?:\[\^?(?:[^\\\[\]^]|\\[dw.-])+\]|\\[dw.]|[\w@#: -])`;
/** One character or class after another from the start to the end of the text, at most one of them repeated as often as it fits. */
const PLAIN = new RegExp(String.raw`^\^(?:${ATOM}(?:\{\d+\})?)*(?:${ATOM}(?:[+*?]|\{\d+,\d*\}))?(?:${ATOM}(?:\{\d+\})?)*\$$`);
const PLAIN_LENGTH = 100;

/** Can the runtime's own engine, which is ten times as fast, only ever walk once over the text and once back? */
function isPlain(source: string): boolean {
  return source.length <= PLAIN_LENGTH && PLAIN.test(source);
}

function plainPattern(source: string): LinearPattern {
  const pattern = new RegExp(source, 'u');
  return { test: (text) => pattern.test(text) };
}
