const DAY_MS = 86_400_000;
/**
 * Card precision@k (Le Borgne et al., 2022, chapter 4.4): each UTC day the highest score per group, the k highest of those alerted; the share of
 * alerted groups with a fraud that day, mean over the days. Groups found are left out on later days. NaN without rows.
 */
export function cardPrecision({ scores, labels, timesMs, groups }, alertsPerDay = 100) {
    const days = new Map();
    for (let row = 0; row < labels.length; row += 1) {
        const day = Math.floor((timesMs[row] ?? 0) / DAY_MS);
        const own = days.get(day);
        if (own === undefined)
            days.set(day, [row]);
        else
            own.push(row);
    }
    const found = new Set();
    let sum = 0;
    for (const [, rows] of [...days].toSorted(([a], [b]) => a - b)) {
        const alerted = alertsOf(rows.filter((row) => !found.has(groups[row] ?? 0)), { scores, labels, groups, alertsPerDay });
        for (const group of alerted)
            found.add(group);
        sum += alerted.length / alertsPerDay;
    }
    return sum / days.size;
}
/** The groups with a fraud among the day's alerts. */
function alertsOf(rows, { scores, labels, groups, alertsPerDay }) {
    const byGroup = new Map();
    for (const row of rows) {
        const group = groups[row] ?? 0;
        const held = byGroup.get(group);
        const isFraud = labels[row] === 1 || held?.isFraud === true;
        byGroup.set(group, { score: Math.max(held?.score ?? -Infinity, scores[row] ?? 0), isFraud });
    }
    const ranked = [...byGroup].toSorted(([, a], [, b]) => b.score - a.score).slice(0, alertsPerDay);
    return ranked.filter(([, { isFraud }]) => isFraud).map(([group]) => group);
}
//# sourceMappingURL=card-precision.js.map