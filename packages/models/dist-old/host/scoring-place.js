export {};
//# sourceMappingURL=scoring-place.js.map