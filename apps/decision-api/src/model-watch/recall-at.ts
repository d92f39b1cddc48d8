/**
 * Share of the frauds among the `share` of rows with the highest scores, one row at least. Of rows with the very same score at the border
 * as many are taken, in thought, as there is room for.
 */
export function recallAt({ scores, labels }: { readonly scores: Float64Array; readonly labels: Uint8Array }, share: number): number {
  const order = Array.from(scores, (_, row) => row).toSorted((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0));
  const budget = Math.max(1, Math.round(share * order.length));
  const border = scores[order[budget - 1] ?? 0] ?? 0;
  let [above, caught, tied, tiedFrauds, frauds] = [0, 0, 0, 0, 0];
  for (const row of order) {
    const [score, label] = [scores[row] ?? 0, labels[row] ?? 0];
    frauds += label;
    if (score > border) {
      above += 1;
      caught += label;
    } else if (score === border) {
      tied += 1;
      tiedFrauds += label;
    }
  }
  return (caught + (tiedFrauds * (budget - above)) / tied) / frauds;
}
