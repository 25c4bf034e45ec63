import Foundation

/// The lines of a file of bytes, split on `\n` only (texts may hold U+2028 or U+0085), a final `\r` cut off.
struct LineRecords: Sequence {
    /// A line with its number from 1; blank lines are passed over but counted.
    struct Line {
        var number: Int
        var bytes: Data
    }

    let data: Data

    func makeIterator() -> AnyIterator<Line> {
        var position = data.startIndex
        var number = 0
        return AnyIterator {
            while position < data.endIndex {
                let end = Self.newline(in: data, from: position) ?? data.endIndex
                var stop = end
                if stop > position, data[stop - 1] == UInt8(ascii: "\r") { stop -= 1 }
                let line = data[position..<stop]
                position = end < data.endIndex ? end + 1 : end
                number += 1
                if !line.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { return Line(number: number, bytes: line) }
            }
            return nil
        }
    }

    private static func newline(in data: Data, from position: Int) -> Int? {
        data[position...].withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress, let found = memchr(base, 0x0A, bytes.count) else { return nil }
            return position + (UnsafeRawPointer(found) - base)
        }
    }
}
