import ForgeCore
import Foundation

/// Whose turn it is in the waiting line: batches take turns, each in its own order.
///
/// A batch that had a turn goes behind those that came before its end, so that nobody waits for a whole large batch,
/// and a large one waits for no more than one turn of each other.
struct FairOrder: Sendable {
    /// When each batch's last turn ended.
    private var turns: [String: Date] = [:]

    /// - Parameter entries: the line in order of arrival.
    /// - Returns: who is next; nil for an empty line.
    func next(of entries: [QueueEntry]) -> QueueEntry? {
        // The first of the line among equals: `min` keeps the earliest.
        entries.min { place(of: $0) < place(of: $1) }
    }

    /// Notes the end of an entry's turn.
    ///
    /// - Parameter entries: the line at its beginning; what is known of batches that left it is forgotten.
    mutating func finish(_ entry: QueueEntry, of entries: [QueueEntry], at date: Date) {
        let batches = Set(entries.map(\.batch))
        turns = turns.filter { batches.contains($0.key) }
        // Turns never go back in time, even when the clock does: a batch would go first until it has caught up.
        let latest = turns.values.max() ?? .distantPast
        turns[entry.batch] = max(date, latest.addingTimeInterval(0.001), entry.addedAt)
    }

    /// Entries of one batch keep their order by standing at the same place.
    private func place(of entry: QueueEntry) -> Date {
        guard let turn = turns[entry.batch] else { return entry.addedAt }
        return max(turn, entry.addedAt)
    }
}
