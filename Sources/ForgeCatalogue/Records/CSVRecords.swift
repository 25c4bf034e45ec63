import Foundation

/// A CSV file by RFC 4180: quoted fields may hold commas, line breaks and doubled quotes.
struct CSVRecords {
    struct Record: Equatable {
        /// Number of the line that the record begins on, from 1.
        var line: Int
        var fields: [String]
    }

    private let bytes: UnsafeRawBufferPointer
    private var position = 0
    private var line = 1

    /// All records, the header first. Lines without any text are passed over.
    ///
    /// - Throws: `RecordFileProblem` naming the line of a stray or unclosed quote or of invalid UTF-8.
    static func parse(_ data: Data) throws -> [Record] {
        try data.withUnsafeBytes { bytes in
            var parser = CSVRecords(bytes: bytes)
            var records: [Record] = []
            while let record = try parser.next() {
                if record.fields != [""] { records.append(record) }
            }
            return records
        }
    }

    private init(bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    private mutating func next() throws -> Record? {
        guard position < bytes.count else { return nil }
        var record = Record(line: line, fields: [])
        while true {
            record.fields.append(try peek == UInt8(ascii: "\"") ? quotedField() : plainField())
            guard peek == UInt8(ascii: ",") else { break }
            position += 1
        }
        try endLine()
        return record
    }

    private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func plainField() throws -> String {
        let start = position
        while let byte = peek, byte != UInt8(ascii: ","), byte != UInt8(ascii: "\n") {
            guard byte != UInt8(ascii: "\"") else {
                throw RecordFileProblem(line: line, reason: "a quote stands inside a field that is not quoted")
            }
            position += 1
        }
        var end = position
        if peek != UInt8(ascii: ","), end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
        return try text(Array(bytes[start..<end]))
    }

    private mutating func quotedField() throws -> String {
        let opened = line
        var content: [UInt8] = []
        position += 1
        while let byte = peek {
            position += 1
            if byte == UInt8(ascii: "\n") { line += 1 }
            if byte == UInt8(ascii: "\"") {
                guard peek == UInt8(ascii: "\"") else { return try text(content) }
                position += 1
            }
            content.append(byte)
        }
        throw RecordFileProblem(line: opened, reason: "a quoted field that begins here is never closed")
    }

    private mutating func endLine() throws {
        if peek == UInt8(ascii: "\r") { position += 1 }
        guard let byte = peek else { return }
        guard byte == UInt8(ascii: "\n") else {
            throw RecordFileProblem(line: line, reason: "text follows the closing quote of a field")
        }
        position += 1
        line += 1
    }

    private func text(_ content: [UInt8]) throws -> String {
        guard let text = String(validating: content, as: UTF8.self) else {
            throw RecordFileProblem(line: line, reason: "the text is not valid UTF-8")
        }
        return text
    }
}

/// What is wrong with a file of records and on which line.
struct RecordFileProblem: Error, Equatable {
    var line: Int
    var reason: String
}
