/** A fault inside one definition: pointer inside it, message, mend. */
export type Finding = readonly [at: string, message: string, mend: string];
