package dev.luna.transfer;

/**
 * What an import did.
 *
 * @param added objects that are new
 * @param present objects whose id was there already; they were left as they are
 * @param refused lines that did not fit
 * @param skipped lines that an interrupted run had committed
 */
public record ImportSummary(long added, long present, long refused, long skipped) {
  static final ImportSummary EMPTY = new ImportSummary(0, 0, 0, 0);

  ImportSummary plus(ImportSummary other) {
    return new ImportSummary(
        added + other.added,
        present + other.present,
        refused + other.refused,
        skipped + other.skipped);
  }
}
