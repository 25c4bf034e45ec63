/// Guesses a sequence's next tokens: those that followed the longest earlier occurrence of its last ones.
///
/// Prompt lookup decoding (Saxena 2023), over prompt and output. What it would guess is known after every token, whether
/// it is computed or not, so how often it is right is measured for nothing.
struct PromptLookup {
    /// Shorter matches are mostly chance.
    static let least = 2
    /// Longer matches count as this long.
    static let longest = 16

    /// What was guessed for a token, and what came.
    struct Seen: Equatable {
        /// Tokens that matched before it.
        var matched: Int
        var isRight: Bool
    }

    /// Where the token that is guessed stands.
    private var source = 0
    /// How many tokens match; 0 when nothing is guessed.
    private(set) var matched = 0

    init(_ tokens: [Int32]) { search(tokens) }

    var isMatching: Bool { matched > 0 }

    /// The next `count` tokens, fewer only when nothing matches. A repetition is continued.
    func draft(_ count: Int, of tokens: [Int32]) -> [Int32] {
        guard isMatching else { return [] }
        var draft: [Int32] = []
        draft.reserveCapacity(count)
        for place in source..<(source + count) {
            draft.append(place < tokens.count ? tokens[place] : draft[place - tokens.count])
        }
        return draft
    }

    /// How the guess compares with the token that comes; nil without a guess. To be asked before `follow`.
    func seen(_ token: Int32, after tokens: [Int32]) -> Seen? {
        isMatching ? Seen(matched: matched, isRight: tokens[source] == token) : nil
    }

    /// Moves on behind the token that was appended last.
    mutating func follow(_ tokens: [Int32]) {
        guard isMatching, let last = tokens.last, tokens[source] == last else { return search(tokens) }
        source += 1
        matched = min(matched + 1, Self.longest)
    }

    /// The longest match, of equals the latest.
    private mutating func search(_ tokens: [Int32]) {
        matched = 0
        guard let last = tokens.last else { return }
        tokens.withUnsafeBufferPointer { tokens in
            var end = tokens.count - 2
            while end >= 0, matched < Self.longest {
                if tokens[end] == last {
                    let length = Self.matchLength(tokens, end)
                    if length > matched, length >= Self.least { (matched, source) = (length, end + 1) }
                }
                end -= 1
            }
        }
    }

    private static func matchLength(_ tokens: UnsafeBufferPointer<Int32>, _ end: Int) -> Int {
        var length = 1
        while length < longest, end - length >= 0, tokens[end - length] == tokens[tokens.count - 1 - length] {
            length += 1
        }
        return length
    }
}
