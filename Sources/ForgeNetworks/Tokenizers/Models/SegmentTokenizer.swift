/// Cuts what lies between added tokens: normalisation, splitting into words, and the vocabulary's model in one pass.
protocol SegmentTokenizer: Sendable {
    /// Appends the tokens of a part of a text; their ranges are offsets into the whole text.
    ///
    /// - Parameters:
    ///   - text: valid UTF-8.
    ///   - segment: a part of it, on the borders of scalars. Tokens come out until the collector is full.
    func cut(_ text: UnsafeBufferPointer<UInt8>, in segment: Range<Int>, into tokens: inout TokenCollector)
}
