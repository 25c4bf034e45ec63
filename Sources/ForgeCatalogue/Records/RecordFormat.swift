/// The record layouts that can be read: the explicit list of readers.
package enum RecordFormat: String, Sendable, Codable, CaseIterable {
    case triviaQA = "triviaqa"
    case nqOpen = "nq-open"
    case hotpotQA = "hotpotqa"
    case gsm8k
    case asDiv = "asdiv"
    case boolQ = "boolq"
    case truthfulQA = "truthfulqa"
    /// One JSON object a line (or one array of objects), by column mapping.
    case jsonl
    /// RFC 4180 with a header line, by column mapping.
    case csv

    package var needsColumns: Bool { self == .jsonl || self == .csv }
}
