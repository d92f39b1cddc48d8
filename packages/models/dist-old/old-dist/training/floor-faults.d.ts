import type { Floor, Metrics } from '../artifact/artifact-schema.js';
/** Every way in which held-out metrics stay below the floor that a version declares; none when it declares none. */
export declare function floorFaults(metrics: Metrics | undefined, floor: Floor | undefined): readonly string[];
