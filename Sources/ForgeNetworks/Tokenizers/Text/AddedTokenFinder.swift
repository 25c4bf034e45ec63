/// Finds added tokens: the leftmost first, of several at one place the longest.
struct AddedTokenFinder: Sendable {
    private let tokens: [AddedToken]
    private var trie = ByteTrie()
    private var begins = [Bool](repeating: false, count: 256)

    init(_ tokens: [AddedToken]) {
        self.tokens = tokens.filter { !$0.content.isEmpty }
        for (index, token) in self.tokens.enumerated() {
            trie.insert(token.content, id: Int32(index))
            if let first = token.content.first { begins[Int(first)] = true }
        }
    }

    /// Calls back with the parts of a segment in order: what lies between the tokens (id nil), and the tokens.
    ///
    /// White space that a token takes is in no part.
    func split(
        _ text: UnsafeBufferPointer<UInt8>, _ segment: Range<Int>, _ body: (_ id: Int32?, _ part: Range<Int>) -> Void
    ) {
        var done = segment.lowerBound
        var position = segment.lowerBound
        while position < segment.upperBound {
            guard begins[Int(text[position])],
                let match = trie.longestMatch(in: text, from: position, to: segment.upperBound)
            else {
                position += 1
                continue
            }
            let token = tokens[Int(match.id)]
            let found = position..<match.end
            position = match.end
            if token.isSingleWord, touchesWord(text, found, segment) { continue }
            let whole = widened(found, by: token, text, segment, after: done)
            if done < whole.lowerBound { body(nil, done..<whole.lowerBound) }
            body(token.id, found)
            done = whole.upperBound
            position = max(position, done)
        }
        if done < segment.upperBound { body(nil, done..<segment.upperBound) }
    }

    private func widened(
        _ found: Range<Int>, by token: AddedToken, _ text: UnsafeBufferPointer<UInt8>, _ segment: Range<Int>,
        after done: Int
    ) -> Range<Int> {
        var (start, end) = (found.lowerBound, found.upperBound)
        while token.takesSpaceBefore, start > done, isSpace(text, text.startOfScalar(before: start)) {
            start = text.startOfScalar(before: start)
        }
        while token.takesSpaceAfter, end < segment.upperBound, isSpace(text, end) {
            end += text.scalar(at: end).length
        }
        return max(start, done)..<end
    }

    private func touchesWord(
        _ text: UnsafeBufferPointer<UInt8>, _ found: Range<Int>, _ segment: Range<Int>
    ) -> Bool {
        if found.lowerBound > segment.lowerBound, isWord(text, text.startOfScalar(before: found.lowerBound)) {
            return true
        }
        return found.upperBound < segment.upperBound && isWord(text, found.upperBound)
    }

    private func isSpace(_ text: UnsafeBufferPointer<UInt8>, _ index: Int) -> Bool {
        Unicode.Scalar(text.scalar(at: index).value)?.properties.isWhitespace ?? false
    }

    /// `\w`: letters, marks, decimal digits, connectors and joiners.
    private func isWord(_ text: UnsafeBufferPointer<UInt8>, _ index: Int) -> Bool {
        guard let properties = Unicode.Scalar(text.scalar(at: index).value)?.properties else { return false }
        switch properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark, .decimalNumber, .connectorPunctuation: return true
        default: return properties.isAlphabetic || properties.isJoinControl
        }
    }
}
