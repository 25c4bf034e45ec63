import ForgeCore
import Foundation

/// One JSON file with an array of records, or an object whose values are the records and whose keys are their ids.
struct JSONFileReader: DocumentReader {
    private let name: String
    private let record: JSONRecord
    private var records: [(key: String, value: JSONValue)]
    private var position = 0

    init(_ url: URL, columns: JSONColumns?) throws {
        name = url.lastPathComponent
        record = JSONRecord(columns: columns)
        let data = SourceFile.withoutMark(try SourceFile.map(url))
        guard let text = String(validating: data, as: UTF8.self) else {
            throw RetrievalError.invalid("\(name) is not UTF-8.", cause: SourceFile.firstInvalid(data))
        }
        do {
            switch try JSONValue(parsing: text) {
            case .array(let values): records = values.enumerated().map { ("\(url.lastPathComponent):\($0 + 1)", $1) }
            // By key, because an object's own order is not kept.
            case .object(let members): records = members.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
            default: records = []
            }
        } catch let error as JSONSyntaxError {
            throw RetrievalError.invalid("\(name) is not JSON.", cause: "\(error)", remedy: "Give JSONL, or repair it.")
        }
    }

    var progress: (done: Int, total: Int) { (position, records.count) }

    mutating func next() -> DocumentReading? {
        guard position < records.count else { return nil }
        let (key, value) = records[position]
        position += 1
        return DocumentReading(place: "\(name):\(position)", content: record.document(value, fallback: key))
    }
}
