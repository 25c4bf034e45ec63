/// The bytes that a request has produced, cut at the first stop string and always whole UTF-8.
///
/// Tokens are pieces of bytes: a stop string or a character may span several of them.
package struct OutputText: Sendable {
    private var bytes: [UInt8] = []
    private let stops: [[UInt8]]
    private let longestStop: Int

    package init(stops: [String]) {
        self.stops = stops.map { Array($0.utf8) }.filter { !$0.isEmpty }
        longestStop = self.stops.map(\.count).max() ?? 0
    }

    /// Adds a token's bytes.
    ///
    /// - Returns: true when a stop string is complete; the text then ends before the earliest of them.
    package mutating func append(_ piece: [UInt8]) -> Bool {
        let start = max(0, bytes.count - longestStop + 1)
        bytes.append(contentsOf: piece)
        guard longestStop > 0 else { return false }
        let ends = stops.compactMap { firstIndex(of: $0, from: start) }
        guard let end = ends.min() else { return false }
        bytes.removeSubrange(end...)
        return true
    }

    private func firstIndex(of stop: [UInt8], from start: Int) -> Int? {
        guard bytes.count - start >= stop.count else { return nil }
        return (start...(bytes.count - stop.count)).first { bytes[$0..<($0 + stop.count)].elementsEqual(stop) }
    }

    /// The text so far, without a character whose bytes are not all there yet; invalid bytes become U+FFFD.
    package var text: String { text(in: 0..<wholeCount) }

    package func text(in range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    /// How many bytes there are without an unfinished character at the end.
    package var wholeCount: Int { bytes.count - unfinishedBytes(before: bytes.count) }

    /// How many bytes are part of the text whatever follows: not what may be the start of a stop string, nor a character
    /// that is not all there.
    package var certainCount: Int {
        let end = bytes.count - stops.reduce(0) { max($0, startOfStop($1)) }
        return end - unfinishedBytes(before: end)
    }

    /// How many bytes at the end are a stop string's beginning.
    private func startOfStop(_ stop: [UInt8]) -> Int {
        let most = min(stop.count - 1, bytes.count)
        return (0...most).reversed().first { bytes.suffix($0).elementsEqual(stop.prefix($0)) } ?? 0
    }

    /// How many bytes before `end` begin a character without completing it.
    private func unfinishedBytes(before end: Int) -> Int {
        for back in 1...4 where back <= end {
            let byte = bytes[end - back]
            if byte & 0b1100_0000 == 0b1000_0000 { continue }
            let needed = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1
            return needed > back ? back : 0
        }
        return 0
    }
}
