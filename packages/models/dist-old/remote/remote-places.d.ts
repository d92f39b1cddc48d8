import { type ModelServer } from './model-server.js';
import { RemotePlace, type RemoteEvents, type ServerStats } from './remote-place.js';
/** How servers are used. */
export interface RemoteOptions {
    readonly servers?: readonly ModelServer[];
    readonly serverTimeoutMs?: number;
}
/** What happens to places. `onRecheck`: it is time to look at what the server holds. */
export interface RemotePlacesEvents extends RemoteEvents {
    readonly onRecheck: (place: RemotePlace) => void;
}
/** The places of versions that servers score; one a version. */
export declare class RemotePlaces {
    #private;
    constructor({ servers, serverTimeoutMs }: RemoteOptions, events: RemotePlacesEvents);
    /** Where the version is scored; undefined: no server is declared for it. */
    of(name: string, version: string): RemotePlace | undefined;
    all(): readonly RemotePlace[];
    stats(): readonly ServerStats[];
    /** Names of declared models and versions that no version here has. */
    unused(): readonly string[];
    close(): void;
}
