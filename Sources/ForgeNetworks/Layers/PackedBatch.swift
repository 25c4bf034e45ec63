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

    func range(_ sequence: Int) -> Range<Int> { offsets[sequence]..<offsets[sequence + 1] }
}
