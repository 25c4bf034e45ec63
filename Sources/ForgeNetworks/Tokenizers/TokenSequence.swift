/// One input of a model: its tokens with the special ones, and the segment each belongs to.
package struct TokenSequence: Sendable, Hashable {
    package var ids: [Int32]
    /// Token types (segments), as many as there are ids.
    package var types: [UInt8]
    /// Whether some of the text did not fit.
    package var isTruncated: Bool

    package init(ids: [Int32], types: [UInt8], isTruncated: Bool = false) {
        self.ids = ids
        self.types = types
        self.isTruncated = isTruncated
    }
}

/// A text's tokens and where in it they are.
package struct TokenizedText: Sendable, Hashable {
    package var ids: [Int32]
    /// UTF-8 offsets into the original text, one range per id, on the borders of Unicode scalars.
    ///
    /// Tokens that share a scalar (byte-level ones) have the same range; what was normalised away is in none.
    package var ranges: [Range<Int>]

    package init(ids: [Int32] = [], ranges: [Range<Int>] = []) {
        self.ids = ids
        self.ranges = ranges
    }
}
