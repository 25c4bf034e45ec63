/// Which of two texts is cut when both don't fit, by the names and rules of `transformers` (fast tokenizers).
///
/// Where the named text is too short to make room (an error there), it is emptied and the other one is cut as well.
package enum PairTruncation: String, Sendable, Hashable, Codable {
    case longestFirst = "longest_first"
    case onlyFirst = "only_first"
    case onlySecond = "only_second"

    /// How many tokens of each text stay so that they are at most `room` together.
    func lengths(_ first: Int, _ second: Int, room: Int) -> (first: Int, second: Int) {
        let room = max(room, 0)
        if first <= room - second { return (first, second) }
        switch self {
        case .onlyFirst:
            let second = min(second, room)
            return (room - second, second)
        case .onlySecond:
            let first = min(first, room)
            return (first, room - first)
        case .longestFirst:
            let (shorter, longer) = Self.balanced(min(first, second), room: room)
            return first > second ? (longer, shorter) : (shorter, longer)
        }
    }

    /// The longer text is cut to what the shorter one leaves, or both to halves; the longer keeps an odd token.
    private static func balanced(_ shorter: Int, room: Int) -> (shorter: Int, longer: Int) {
        let half = room / 2
        return shorter <= half ? (shorter, room - shorter) : (half, room - half)
    }
}
