/// One input's tokens with its special ones, and the segment each belongs to.
package struct TokenSequence: Sendable, Hashable {
    package var ids: [Int32]
    /// Empty when every token is of type 0.
    package var types: [Int32]

    package init(ids: [Int32], types: [Int32] = []) {
        self.ids = ids
        self.types = types
    }
}

/// Sequences one after another without padding: tokens [T], and where each sequence begins.
struct PackedBatch: Sendable {
    let sequences: [TokenSequence]
    /// One more than there are sequences; the last is T.
    let offsets: [Int]

    init(_ sequences: [TokenSequence]) {
        self.sequences = sequences
        offsets = sequences.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.ids.count) }
    }

    var tokens: Int { offsets.last ?? 0 }
    var longest: Int { sequences.map(\.ids.count).max() ?? 0 }

    func range(_ sequence: Int) -> Range<Int> { offsets[sequence]..<offsets[sequence + 1] }
}
