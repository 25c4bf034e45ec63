/// GPT-2's, RoBERTa's and BART's way from text to tokens: split by GPT-2's expression, then byte-pair encoding of bytes.
struct ByteLevelTokenizer: SegmentTokenizer {
    struct Options: Sendable, Hashable {
        /// Whether a text that doesn't begin with a space is read as if it did.
        var addsPrefixSpace = false
        /// Whether spaces at a token's ends are left out of its range.
        var trimsRanges = true
    }

    let merges: BytePairMerges
    let options: Options
    /// Pieces whose byte-pair encoding is one token.
    private let whole: ByteTrie

    init(merges: BytePairMerges, options: Options, vocabulary: [(bytes: [UInt8], id: Int32)]) {
        self.merges = merges
        self.options = options
        var whole = ByteTrie(capacity: vocabulary.count * 2)
        var work = BytePairMerges.Work()
        for (bytes, id) in vocabulary {
            var isWhole = false
            bytes.withUnsafeBufferPointer { buffer in
                merges.cut(buffer, &work) { found, end in isWhole = found == id && end == buffer.count }
            }
            if isWhole { whole.insert(bytes, id: id) }
        }
        self.whole = whole
    }

    func cut(_ text: UnsafeBufferPointer<UInt8>, in segment: Range<Int>, into tokens: inout TokenCollector) {
        let part = UnsafeBufferPointer(rebasing: text[segment])
        guard let first = part.first else { return }
        if options.addsPrefixSpace, first != 0x20 {
            ([0x20] + part).withUnsafeBufferPointer { cut($0, offset: segment.lowerBound - 1, segment, &tokens) }
        } else {
            cut(part, offset: segment.lowerBound, segment, &tokens)
        }
    }

    /// - Parameter offset: where the part's first byte is in the original text, -1 for a space put before it.
    private func cut(
        _ part: UnsafeBufferPointer<UInt8>, offset: Int, _ segment: Range<Int>, _ tokens: inout TokenCollector
    ) {
        var splitter = GPT2Splitter(part)
        var work = BytePairMerges.Work()
        while !tokens.isFull, let piece = splitter.next() {
            var start = piece.lowerBound
            if let match = whole.longestMatch(in: part, from: start, to: piece.upperBound),
                match.end == piece.upperBound
            {
                tokens.append(match.id, range(of: piece, in: part, offset, segment))
                continue
            }
            merges.cut(UnsafeBufferPointer(rebasing: part[piece]), &work) { id, end in
                let end = piece.lowerBound + end
                tokens.append(id, range(of: start..<end, in: part, offset, segment))
                start = end
            }
        }
    }

    /// A token's place in the original text, widened to whole scalars.
    private func range(
        of token: Range<Int>, in part: UnsafeBufferPointer<UInt8>, _ offset: Int, _ segment: Range<Int>
    ) -> Range<Int> {
        var (start, end) = (token.lowerBound, token.upperBound)
        if options.trimsRanges {
            while start < end, part[start] == 0x20 { start += 1 }
            while end > start, part[end - 1] == 0x20 { end -= 1 }
        }
        if start < end {
            while start > 0, part[start] & 0xC0 == 0x80 { start -= 1 }
            while end < part.count, part[end] & 0xC0 == 0x80 { end += 1 }
        }
        let low = max(start + offset, segment.lowerBound)
        return low..<max(end + offset, low)
    }
}
