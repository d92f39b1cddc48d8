/** Names under which Nest hands out the parts. Ports have no class, and injection by type would need one. */
export const WORLD = Symbol('World');
export const POLICIES = Symbol('PolicyHolder');
export const FLAGS = Symbol('FlagService');
export const SHADOWS = Symbol('ShadowQueue');
export const METRICS = Symbol('Metrics');
export const MODELS = Symbol('ModelHost');
export const STORE = Symbol('Store');
export const GUARD = Symbol('LoadGuard');
export const CLOCK = Symbol('Clock');
