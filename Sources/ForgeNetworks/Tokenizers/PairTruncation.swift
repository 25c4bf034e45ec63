/// Which of two texts is cut when both don't fit, by the names and rules of `transformers` (fast tokenizers).
///
/// Where the named text is too short to make room (an error there), it is emptied and the other one is cut as well.
package enum PairTruncation: String, Sendable, Hashable, Codable {
    case longestFirst = "longest_first"
    case onlyFirst = "only_first"
    case onlySecond = "only_second"
}
