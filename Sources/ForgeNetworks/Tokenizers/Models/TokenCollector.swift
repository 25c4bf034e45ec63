/// Where a model puts the tokens of a text.
struct TokenCollector {
    private(set) var ids: [Int32] = []
    private(set) var ranges: [Range<Int>] = []
    private let keepsRanges: Bool
    private let limit: Int

    /// - Parameter limit: tokens beyond which nobody is interested.
    init(keepsRanges: Bool = false, limit: Int = .max) {
        self.keepsRanges = keepsRanges
        self.limit = limit
    }

    /// Whether there are more tokens than the limit: enough to know that the text must be cut.
    var isFull: Bool { ids.count > limit }
    var count: Int { ids.count }

    mutating func append(_ id: Int32, _ range: @autoclosure () -> Range<Int>) {
        ids.append(id)
        if keepsRanges { ranges.append(range()) }
    }
}
