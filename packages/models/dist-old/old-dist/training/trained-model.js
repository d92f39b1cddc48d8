export {};
//# sourceMappingURL=trained-model.js.map