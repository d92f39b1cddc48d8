/** A version's folder as it stands. */
export interface VersionFolder {
    readonly name: string;
    readonly version: string;
    readonly folder: string;
    /** Changes whenever a file in it may have: names, sizes and times. */
    readonly fingerprint: string;
}
/**
 * All `<modelsDir>/<name>/<version>` folders, in order of name. Undefined when some of it cannot be read, or there is none at
 * all: a file system that went away looks like that, and must not be taken for a withdrawal of every version.
 */
export declare function scanModels(modelsDir: string): Promise<readonly VersionFolder[] | undefined>;
/**
 * Calls `onChange` soon after something in the directory may have changed. File events make it quick; polling makes it sure:
 * network file systems and bind mounts send none.
 */
export declare function watchModels(modelsDir: string, pollMs: number, onChange: () => void): {
    close: () => void;
};
