export {};
//# sourceMappingURL=model-host.js.map