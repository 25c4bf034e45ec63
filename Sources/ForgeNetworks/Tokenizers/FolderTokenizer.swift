/// A tokenizer as a folder describes it: added tokens, a model for what lies between them, special tokens around.
struct FolderTokenizer: Tokenizer {
    let specialTokens: SpecialTokens
    let vocabularySize: Int
    let maxLength: Int?
    let segments: any SegmentTokenizer
    let template: TokenTemplate
    /// One after the other, each on what those before have left.
    let finders: [AddedTokenFinder]

    func tokens(of text: String) -> TokenizedText {
        let tokens = collect(text, TokenCollector(keepsRanges: true))
        return TokenizedText(ids: tokens.ids, ranges: tokens.ranges)
    }

    func encode(_ text: String, maxLength: Int) -> TokenSequence {
        let room = Self.room(maxLength, template.single)
        let ids = collect(text, TokenCollector(limit: room)).ids
        return TokenTemplate.fill(template.single, ids.prefix(room), isTruncated: ids.count > room)
    }

    func encode(_ first: String, _ second: String, maxLength: Int, truncation: PairTruncation) -> TokenSequence {
        let room = Self.room(maxLength, template.pair)
        // What is beyond the limit matters only to the rule that asks which text is longer.
        let limit = truncation == .longestFirst ? Int.max : room
        let first = collect(first, TokenCollector(limit: limit)).ids
        let second = collect(second, TokenCollector(limit: limit)).ids
        let kept = truncation.lengths(first.count, second.count, room: room)
        return TokenTemplate.fill(
            template.pair, first.prefix(kept.first), second.prefix(kept.second),
            isTruncated: kept.first < first.count || kept.second < second.count)
    }

    private static func room(_ maxLength: Int, _ pieces: [TokenTemplate.Piece]) -> Int {
        max(0, maxLength - TokenTemplate.specialCount(pieces))
    }

    private func collect(_ text: String, _ collector: TokenCollector) -> TokenCollector {
        var text = text
        var collector = collector
        text.withUTF8 { cut($0, 0..<$0.count, finders[...], &collector) }
        return collector
    }

    private func cut(
        _ text: UnsafeBufferPointer<UInt8>, _ segment: Range<Int>, _ finders: ArraySlice<AddedTokenFinder>,
        _ tokens: inout TokenCollector
    ) {
        guard !tokens.isFull, !segment.isEmpty else { return }
        guard let finder = finders.first else { return segments.cut(text, in: segment, into: &tokens) }
        finder.split(text, segment) { id, part in
            if let id { tokens.append(id, part) } else { cut(text, part, finders.dropFirst(), &tokens) }
        }
    }
}
