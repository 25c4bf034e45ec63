import ForgeCore
import Foundation

/// One JSON object a line, split on `\n` only (texts may hold U+2028 or U+0085).
struct JSONLinesReader: DocumentReader {
    private let data: Data
    private let name: String
    private let record: JSONRecord
    private var position = 0
    private var line = 0

    init(_ url: URL, columns: JSONColumns?) throws {
        data = try SourceFile.map(url)
        name = url.lastPathComponent
        record = JSONRecord(columns: columns)
        if data.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    }

    var progress: (done: Int, total: Int) { (position, data.count) }

    mutating func next() -> DocumentReading? {
        while position < data.count {
            let end = newline() ?? data.count
            let bytes = data[position..<end]
            position = min(end + 1, data.count)
            line += 1
            if bytes.allSatisfy(\.isBlank) { continue }
            return DocumentReading(place: "\(name):\(line)", content: content(bytes))
        }
        return nil
    }

    private func newline() -> Int? {
        data[position...].withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress, let found = memchr(base, 0x0A, bytes.count) else { return nil }
            return position + (UnsafeRawPointer(found) - base)
        }
    }

    private func content(_ bytes: Data) -> DocumentReading.Content {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            return .unreadable(.notUTF8, SourceFile.firstInvalid(bytes))
        }
        do {
            return record.document(try JSONValue(parsing: text), fallback: "\(name):\(line)")
        } catch {
            return .unreadable(.malformed, "It is \(error).")
        }
    }
}
