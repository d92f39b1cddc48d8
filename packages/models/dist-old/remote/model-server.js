import { MODEL_NAME, MODEL_VERSION } from '../artifact/artifact-schema.js';
const PROTOCOLS = ['tfserving', 'oip'];
const MAX_SERVERS = 100;
const SHAPES = {
    tfserving: 'http://host:8501/v1/models/NAME/versions/VERSION',
    oip: 'http://host:8000/v2/models/NAME/versions/VERSION',
};
const PATHS = {
    tfserving: /\/v1\/models\/[\w.-]+\/versions\/[\w.-]+$/,
    oip: /\/v2\/models\/[\w.-]+\/versions\/[\w.-]+$/,
};
/** Reads `name[/version]=protocol:address` entries, separated by commas or white space. */
export function readModelServers(text) {
    const entries = text.split(/[\s,]+/).filter((entry) => entry !== '');
    const read = entries.slice(0, MAX_SERVERS).map(readEntry);
    const servers = read.flatMap((entry) => (typeof entry === 'string' ? [] : [entry]));
    const faults = read.flatMap((entry) => (typeof entry === 'string' ? [entry] : []));
    const keys = servers.map(({ model, version }) => (version === undefined ? model : `${model}/${version}`));
    const twice = new Set(keys.filter((key, index) => keys.indexOf(key) !== index));
    if (entries.length > MAX_SERVERS)
        faults.push(`${entries.length} servers are named; at most ${MAX_SERVERS} are used`);
    return { servers, faults: [...faults, ...[...twice].map((key) => `${key} has two servers`)] };
}
/** The server that a version has, one of its own before one of its model; `address` has the version in its place. */
export function serverFor(servers, name, version) {
    const ofModel = servers.filter(({ model }) => model === name);
    const found = ofModel.find((server) => server.version === version) ?? ofModel.find((server) => server.version === undefined);
    return found === undefined ? undefined : { ...found, version, address: found.address.replaceAll('{version}', version) };
}
function readEntry(entry) {
    const found = /^([^/=]+)(?:\/([^/=]+))?=([a-z]+):(.+)$/.exec(entry);
    const { 1: model = '', 2: version, 3: named, 4: address = '' } = found ?? [];
    const protocol = PROTOCOLS.find((each) => each === named);
    if (found === null || protocol === undefined || !MODEL_NAME.test(model) || (version !== undefined && !MODEL_VERSION.test(version)))
        return `${shown(entry)} must be MODEL[/VERSION]=PROTOCOL:ADDRESS, as in card-fraud/2=oip:${SHAPES.oip}; protocols are ${PROTOCOLS.join(', ')}`;
    const fault = addressFault(address, protocol, version);
    if (fault !== undefined)
        return `${model}${version === undefined ? '' : `/${version}`}: ${fault}`;
    return { model, protocol, address, ...(version === undefined ? {} : { version }) };
}
function addressFault(address, protocol, version) {
    const filled = address.replaceAll('{version}', version ?? '1');
    if (!URL.canParse(filled))
        return `the address must be a URL like ${SHAPES[protocol]}`;
    const url = new URL(filled);
    // Without a version the server may score by another model tomorrow, and the record would name this one.
    if (!/^https?:$/.test(url.protocol) || !PATHS[protocol].test(url.pathname) || url.search !== '' || url.hash !== '')
        return `the address must name server, model and version, like ${SHAPES[protocol]}`;
    if (version === undefined && !address.includes('{version}'))
        return 'without a version of the model the address must hold {version} where the version stands';
    return undefined;
}
/** Credentials in an address are nobody's business. */
function shown(entry) {
    return entry.replace(/\/\/[^/@]*@/, '//…@').slice(0, 200);
}
//# sourceMappingURL=model-server.js.map