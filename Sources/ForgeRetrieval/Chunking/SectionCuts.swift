import ForgeCore

/// Where one section may be cut, counted in tokens.
struct SectionCuts {
    private let text: [UInt8]
    private let tokens: [Range<Int>]
    /// Numbers of the tokens that begin a sentence, ascending.
    private let sentences: [Int]

    init(bytes: [UInt8], tokens: [Range<Int>]) {
        text = bytes
        self.tokens = tokens
        var starts: [Int] = []
        var token = 0
        for sentence in SentenceSplitter.ranges(in: bytes[...]) {
            // A token may begin with the blank before its word.
            while token < tokens.count, tokens[token].upperBound <= sentence.lowerBound { token += 1 }
            if token < tokens.count, starts.last != token { starts.append(token) }
        }
        sentences = starts
    }

    /// Spans of at most `limit` tokens that cover all of them; neighbours share up to `overlap`.
    func spans(limit: Int, overlap: Int) -> [Range<Int>] {
        var spans: [Range<Int>] = []
        var start = 0
        while tokens.count - start > limit {
            let end = end(from: start, limit: limit, overlap: overlap)
            spans.append(start..<end)
            start = self.start(before: end, after: start, overlap: overlap)
        }
        spans.append(start..<tokens.count)
        return spans
    }

    /// The text of a span without the blanks at its ends.
    func bytes(of span: Range<Int>) -> Range<Int> {
        var range = tokens[span.lowerBound].lowerBound..<tokens[span.upperBound - 1].upperBound
        while let first = text[range].first, first.isBlank { range = range.lowerBound + 1..<range.upperBound }
        while let last = text[range].last, last.isBlank { range = range.lowerBound..<range.upperBound - 1 }
        return range
    }

    /// The last sentence's end that leaves the chunk at least half full, else the last word's end, else the limit.
    private func end(from start: Int, limit: Int, overlap: Int) -> Int {
        let most = start + limit
        let least = start + max(limit / 2, overlap + 1)
        if let sentence = lastSentence(atMost: most), sentence >= least { return sentence }
        return (least...most).last { isWordStart($0) } ?? whole(most, above: start)
    }

    /// Where the next chunk begins: `overlap` tokens back, moved on to a sentence's start if one is within half of
    /// that, else to a word's start.
    private func start(before end: Int, after previous: Int, overlap: Int) -> Int {
        guard overlap > 0 else { return end }
        let earliest = max(end - overlap, previous + 1)
        if let sentence = firstSentence(atLeast: earliest), sentence <= end - overlap / 2 { return sentence }
        return (earliest...end).first { isWordStart($0) } ?? whole(earliest, above: previous)
    }

    private func isWordStart(_ token: Int) -> Bool {
        guard token > 0, token < tokens.count else { return true }
        let first = tokens[token].lowerBound
        return text[first].isBlank || text[first - 1].isBlank || tokens[token - 1].upperBound < first
    }

    /// The nearest token from here down that does not begin within a character (byte-level tokens may).
    private func whole(_ token: Int, above lower: Int) -> Int {
        var token = token
        while token > lower + 1, text[tokens[token].lowerBound] & 0xC0 == 0x80 { token -= 1 }
        return token
    }

    private func lastSentence(atMost token: Int) -> Int? {
        let index = sentences.partition { $0 > token }
        return index > 0 ? sentences[index - 1] : nil
    }

    private func firstSentence(atLeast token: Int) -> Int? {
        let index = sentences.partition { $0 >= token }
        return index < sentences.count ? sentences[index] : nil
    }
}

extension [Int] {
    /// The first index of an ascending list for which `isBeyond` holds.
    fileprivate func partition(_ isBeyond: (Int) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if isBeyond(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
