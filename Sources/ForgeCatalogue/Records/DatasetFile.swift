package import ForgeCore
package import Foundation

/// A file of records, read whole and checked: every record is usable and ids are unique.
package struct DatasetFile: Sendable {
    package var url: URL
    package var format: RecordFormat
    package var columns: ColumnMapping?
    package var task: TaskFamily
    /// Put before the number of a record that has no id.
    package var idPrefix: String

    package init(url: URL, format: RecordFormat, columns: ColumnMapping? = nil, task: TaskFamily, idPrefix: String) {
        self.url = url
        self.format = format
        self.columns = columns
        self.task = task
        self.idPrefix = idPrefix
    }

    /// All samples in the order of the file.
    ///
    /// - Throws: an error that names the file and the line or record, and what is wrong with it.
    package func samples() throws -> [Sample] {
        let mapping = columns ?? ColumnMapping()
        return switch format {
        case .triviaQA: try read(TriviaQAReader())
        case .nqOpen: try read(NQOpenReader())
        case .hotpotQA: try read(HotpotQAReader())
        case .gsm8k: try read(GSM8KReader())
        case .asDiv: try read(ASDivReader())
        case .boolQ: try read(BoolQReader())
        case .truthfulQA: try read(TruthfulQAReader())
        case .jsonl: try read(ColumnReader(columns: mapping))
        case .csv: try checked(try readCSV(ColumnReader(columns: mapping)))
        }
    }

    private var path: String { url.path(percentEncoded: false) }

    private func read<Reader: DatasetReader>(_ reader: Reader) throws -> [Sample] {
        let data = try content()
        let first = data.first { $0 > 0x20 }
        return try checked(first == UInt8(ascii: "[") ? try readArray(data, reader) : try readLines(data, reader))
    }

    /// The file's bytes, mapped rather than copied where the system can, without a byte order mark.
    private func content() throws -> Data {
        let data = try FileFailure.describing(path) { try Data(contentsOf: url, options: .mappedIfSafe) }
        if data.starts(with: [0xFF, 0xFE]) || data.starts(with: [0xFE, 0xFF]) {
            throw failure("dataset.encoding", "it is UTF-16", remedy: "Save it as UTF-8.")
        }
        return data.starts(with: [0xEF, 0xBB, 0xBF]) ? data.dropFirst(3) : data
    }

    private func readLines<Reader: DatasetReader>(_ data: Data, _ reader: Reader) throws -> [Sample] {
        let decoder = JSONDecoder()
        var samples: [(line: Int, sample: Sample)] = []
        for line in LineRecords(data: data) {
            let sample = try located("line \(line.number)", bytes: line.bytes) {
                guard line.bytes.count <= Self.longestRecord else {
                    throw RecordProblem("the line is longer than \(Self.longestRecord >> 20) MiB")
                }
                let row = try decoder.decode(Reader.Row.self, from: line.bytes)
                return try reader.sample(from: row, id: "\(idPrefix)-\(samples.count + 1)", task: task)
            }
            samples.append((line.number, sample))
        }
        return try verified(samples.map { ("line \($0.line)", $0.sample) })
    }

    private func readArray<Reader: DatasetReader>(_ data: Data, _ reader: Reader) throws -> [Sample] {
        let rows = try located("the array", bytes: data) { try JSONDecoder().decode([Reader.Row].self, from: data) }
        return try verified(
            rows.enumerated().map { index, row in
                let place = "record \(index + 1)"
                return (
                    place,
                    try located(place, bytes: Data()) {
                        try reader.sample(from: row, id: "\(idPrefix)-\(index + 1)", task: task)
                    }
                )
            })
    }

    private func readCSV(_ reader: ColumnReader) throws -> [Sample] {
        let records: [CSVRecords.Record]
        do {
            records = try CSVRecords.parse(try content())
        } catch let problem as RecordFileProblem {
            throw failure("dataset.malformed", "line \(problem.line): \(problem.reason)")
        }
        guard let header = records.first else { return [] }
        guard Set(header.fields).count == header.fields.count else {
            throw failure("dataset.malformed", "line \(header.line): two columns have the same name")
        }
        return try verified(
            records.dropFirst().enumerated().map { index, record in
                let place = "line \(record.line)"
                let sample = try located(place, bytes: Data()) {
                    guard record.fields.count == header.fields.count else {
                        throw RecordProblem("it has \(record.fields.count) fields, the header \(header.fields.count)")
                    }
                    let row = Dictionary(uniqueKeysWithValues: zip(header.fields, record.fields.map(JSONValue.string)))
                    return try reader.sample(from: row, id: "\(idPrefix)-\(index + 1)", task: task)
                }
                return (place, sample)
            })
    }

    /// Every sample has a question and an answer, and no two the same id.
    private func verified(_ samples: [(place: String, sample: Sample)]) throws -> [Sample] {
        var seen: [String: String] = [:]
        seen.reserveCapacity(samples.count)
        for (place, sample) in samples {
            if sample.question.allSatisfy(\.isWhitespace) {
                throw failure("dataset.malformed", "\(place): the question is empty")
            }
            if sample.answers.allSatisfy({ $0.allSatisfy(\.isWhitespace) }) {
                throw failure("dataset.malformed", "\(place): there is no answer")
            }
            if let earlier = seen.updateValue(place, forKey: sample.id) {
                throw failure(
                    "dataset.duplicate-id", "\(place): the id `\(sample.id)` is that of \(earlier) too",
                    remedy: "Make the ids unique, or leave the id column out so that records are numbered.")
            }
        }
        return samples.map(\.sample)
    }

    private func checked(_ samples: [Sample]) throws -> [Sample] {
        guard !samples.isEmpty else {
            throw failure("dataset.empty", "it holds no records", remedy: "Check that this is the right file.")
        }
        return samples
    }

    private func located<Value>(_ place: String, bytes: Data, _ work: () throws -> Value) throws -> Value {
        do {
            return try work()
        } catch let problem as RecordProblem {
            throw failure("dataset.malformed", "\(place): \(problem.reason)")
        } catch let error as DecodingError {
            let isText = String(validating: bytes, as: UTF8.self) != nil
            throw failure(
                "dataset.malformed", "\(place): \(isText ? error.reason : "the text is not valid UTF-8")")
        }
    }

    private func failure(_ code: String, _ cause: String, remedy: String? = nil) -> CatalogueError {
        CatalogueError(
            .invalidInput, code, "`\(path)` cannot be used as a data set.", cause: cause,
            remedy: remedy ?? Self.usualRemedy(for: format))
    }

    private static func usualRemedy(for format: RecordFormat) -> String {
        format.needsColumns
            ? "Correct the record or take it out; `dataset.columns` in the config says which column holds what."
            : "Correct the record or take it out; the format `\(format.rawValue)` was expected."
    }

    /// Longer lines are surely not records.
    private static let longestRecord = 64 << 20
}
