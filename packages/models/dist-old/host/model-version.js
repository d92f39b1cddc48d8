/** A version just found. */
export function foundVersion(folder, place) {
    const { name, version } = folder;
    return { key: `${name}@${version}`, name, version, place, folder, state: 'loading', reasons: [], fatalLoads: 0 };
}
/** What others may know of it. */
export function versionInfo({ name, version, place, state, verified, reasons }) {
    const digest = verified === undefined ? {} : { digest: verified.digest };
    return { name, version, state, reasons, ...digest, ...(place.address === undefined ? {} : { server: place.address }) };
}
//# sourceMappingURL=model-version.js.map